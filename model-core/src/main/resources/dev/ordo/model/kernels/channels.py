# The channels of the residual stream as a layer's norms give them.

def add_channel_squares(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, layer: int, x: Tensor, attention: Tensor, mlp: Tensor) -> int:
  # Adds squared outputs of the norm before attention and of that before the MLP, summed over the batch, to attention and mlp, both (T, C). w are the weights of the
  # layer alone, x (B, T, C) is the residual stream before it.
  torch.add_(attention, torch.sum(torch.square(self.normal(x, w, 0, eps)), [0]))
  angles = self.angles(self.steps(x), rotary, x.dtype)
  x = self.attended(x, w, 0, shape, eps, angles, self.window(x, shape[8 + layer]))
  torch.add_(mlp, torch.sum(torch.square(self.normal(x, w, self.mlp(shape), eps)), [0]))
  return 0
