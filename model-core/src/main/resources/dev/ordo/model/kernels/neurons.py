# What the neurons of one layer's MLP weigh and give. Where kernels take w, it is the weights of the layer alone.

def down_sizes(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float) -> Tensor:
  # The L1 norm of each neuron's column of down, (I).
  return torch.sum(torch.abs(w[self.stride(shape) - 1]), [0])

def gate_up_sizes(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float) -> Tensor:
  # The L1 norm of each neuron's rows of gate and up together, (I).
  gate = self.mlp(shape) + 1
  return torch.add(torch.sum(torch.abs(w[gate]), [1]), torch.sum(torch.abs(w[gate + 1]), [1]))

def add_totals(self, active: Tensor, totals: Tensor) -> int:
  # Adds squared activations (B, T, I), summed over batch and positions, to totals (I).
  torch.add_(totals, torch.sum(torch.square(active), [0, 1]))
  return 0

def add_gate_sizes(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, layer: int, x: Tensor, totals: Tensor) -> int:
  # Adds the absolute values of the gate's outputs, before silu, summed over batch and positions, to totals (I); x (B, T, C) is the
  # residual stream before the layer.
  mixed = self.output_inputs(w, shape, rotary, eps, layer, x)
  after = self.with_attention(w, shape, rotary, eps, x, mixed)
  gate = self.product(self.mlp_inputs(w, shape, rotary, eps, after), w, self.mlp(shape) + 1, 0)
  torch.add_(totals, torch.sum(torch.abs(gate), [0, 1]))
  return 0

def take_wanda(self, sizes: Tensor, totals: Tensor) -> Tensor:
  # Sizes times the L2 norms of what is multiplied with them, (I). Leaves zeros, for the next layer.
  saliency = torch.mul(sizes, torch.sqrt(totals))
  torch.zero_(totals)
  return saliency

def take_mixture(self, sizes: Tensor, totals: Tensor) -> Tensor:
  # Half of either, each as a share of its largest, (I). Leaves zeros, for the next layer.
  weights = torch.div(sizes, torch.clamp_min(torch.amax(sizes, [0], True), 1e-30))
  outputs = torch.div(totals, torch.clamp_min(torch.amax(totals, [0], True), 1e-30))
  torch.zero_(totals)
  return torch.mul(torch.add(weights, outputs), 0.5)
