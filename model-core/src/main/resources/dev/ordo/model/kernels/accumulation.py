# Gradients of a batch as a weighted sum of those of its parts.

def accumulate(self, total: List[Tensor], part: List[Tensor], weight: float, first: bool) -> int:
  # total += weight * part in place; of the first part, total = weight * part. The lists must be the caller's, as for adamw.
  if first:
    torch._foreach_zero_(total)
  torch._foreach_add_(total, part, alpha=weight)
  return 0
