# A decoder layer in steps, so that the inputs of each linear layer are seen, and its weight may be changed, before what follows
# computes with it.
#
# w: the weights of this layer alone, in the order of ParameterLayout; x: the residual stream (B, T, C), before the layer or after
# its attention.

def attention_inputs(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, x: Tensor) -> Tensor:
  # What q, k and v are multiplied with, (B, T, C).
  return self.normal(x, w, 0, eps)

def output_inputs(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, layer: int, x: Tensor) -> Tensor:
  # What o is multiplied with, (B, T, H*D).
  normal = self.attention_inputs(w, shape, rotary, eps, x)
  angles = self.angles(self.steps(x), rotary, x.dtype)
  mixed = self.mixed(normal, w, 0, shape, eps, angles, self.window(x, shape[8 + layer]))
  return torch.flatten(torch.transpose(mixed, 1, 2), 2, 3)

def with_attention(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, x: Tensor, inputs: Tensor) -> Tensor:
  # The residual stream after attention; inputs are o's.
  return torch.add(x, self.product(inputs, w, self.outward(shape), shape[5]))

def mlp_inputs(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, x: Tensor) -> Tensor:
  # What gate and up are multiplied with, (B, T, C).
  return self.normal(x, w, self.mlp(shape), eps)

def down_inputs(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, x: Tensor) -> Tensor:
  # What down is multiplied with, (B, T, I).
  return self.neurons(self.mlp_inputs(w, shape, rotary, eps, x), w, self.mlp(shape) + 1, shape[7])

def with_mlp(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, x: Tensor) -> Tensor:
  # The residual stream after the layer.
  return torch.add(x, self.product(self.down_inputs(w, shape, rotary, eps, x), w, self.stride(shape) - 1, 0))
