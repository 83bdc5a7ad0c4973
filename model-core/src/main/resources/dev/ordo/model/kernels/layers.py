# The decoder one layer at a time, and what is measured on the way.

def layer(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, layer: int, x: Tensor) -> List[Tensor]:
  # w: the weights of this layer alone. For the residual stream x (B, T, C): [activations of the MLP's neurons (B, T, I),
  # the residual stream after the layer (B, T, C)].
  mlp = self.stride(shape) - 4
  angles = self.angles(torch.size(x, 1), rotary, x.device)
  x = self.attended(x, w, 0, shape, eps, angles, self.window(x, shape[7 + layer]))
  active = self.neurons(torch.rms_norm(x, [torch.size(x, 2)], w[mlp], eps), w, mlp + 1)
  return [active, torch.add(x, self.product(active, w, mlp + 3, 0))]

def add_squares(self, active: Tensor, squares: Tensor) -> int:
  # Adds squared activations (B, T, I), summed over the batch, to squares (T, I).
  torch.add_(squares, torch.sum(torch.square(active), [0]))
  return 0

def take_saliency(self, squares: Tensor) -> Tensor:
  # (T, I) to (I): the root over the batch, the mean over positions. Leaves zeros, for the next layer.
  saliency = torch.mean(torch.sqrt(squares), [0])
  torch.zero_(squares)
  return saliency
