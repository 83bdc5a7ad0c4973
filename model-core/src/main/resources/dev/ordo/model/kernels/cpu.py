# Operations that only CPUs have. Each has a generic twin, which is what other devices run.

def prepack(self, weights: List[Tensor], rows: int) -> List[Tensor]:
  # Weights (N, K) as oneDNN wants them for products with x (rows, K).
  return [ops.mkldnn._reorder_linear_weight(w, rows) for w in weights]

def prepacked_products(self, x: Tensor, prepacked: List[Tensor]) -> Tensor:
  # As `products`, its twin, of weights that were prepacked.
  found = torch.zeros_like(x[0, 0])
  for w in prepacked:
    found = torch.add(found, ops.mkldnn._linear_pointwise(x, w, None, "none", [], "")[0, 0])
  return found
