# What the heads of one layer give.

def add_head_squares(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, layer: int, x: Tensor, squares: Tensor) -> int:
  # Adds squared outputs of attention, summed over the batch and over the query heads of each group, to squares (T, G). w are the
  # weights of the layer alone, x (B, T, C) is the residual stream before it.
  outputs = self.output_inputs(w, shape, rotary, eps, layer, x)
  groups = torch.view(torch.square(outputs), [torch.size(x, 0), torch.size(x, 1), shape[2], -1])
  torch.add_(squares, torch.sum(groups, [0, 3]))
  return 0
