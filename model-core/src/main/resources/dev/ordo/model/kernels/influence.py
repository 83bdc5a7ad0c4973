# What layers do to the residual stream.

def cosines(self, before: Tensor, after: Tensor) -> Tensor:
  # The cosines between the states (B, T, C) before and after a layer, summed over all positions: (1), float64.
  return torch.sum(torch.view(torch.cosine_similarity(before, after, -1, 1e-8), [-1]), [0], True, dtype=7)
