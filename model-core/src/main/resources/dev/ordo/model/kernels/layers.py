# The decoder one layer at a time, and what is measured on the way.

def layer(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, layer: int, x: Tensor) -> List[Tensor]:
  # w: the weights of this layer alone. For the residual stream x (B, T, C): [activations of the MLP's neurons (B, T, I),
  # the residual stream after the layer (B, T, C)].
  mlp = self.mlp(shape)
  angles = self.angles(self.steps(x), rotary, x.dtype)
  x = self.attended(x, w, 0, shape, eps, angles, self.window(x, shape[8 + layer]))
  active = self.neurons(self.normal(x, w, mlp, eps), w, mlp + 1, shape[7])
  return [active, torch.add(x, self.product(active, w, self.stride(shape) - 1, 0))]

def add_squares(self, active: Tensor, squares: Tensor) -> int:
  # Adds squared activations (B, T, I), summed over the batch, to squares (T, I).
  torch.add_(squares, torch.sum(torch.square(active), [0]))
  return 0

def take_saliency(self, squares: Tensor) -> Tensor:
  # (T, I) to (I): the root over the batch, the mean over positions. Leaves zeros, for the next layer.
  saliency = torch.mean(torch.sqrt(squares), [0])
  torch.zero_(squares)
  return saliency
