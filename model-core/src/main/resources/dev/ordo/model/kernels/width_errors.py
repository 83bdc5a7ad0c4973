# What rounding a layer's weights to so many bits does to the residual stream: the error that each of its four groups of weights makes if it
# alone is rounded. q, k and v are one, for they share their inputs; o; gate and up; down.

def with_width(self, w: List[Tensor], at: List[int], bits: int, group: int) -> List[Tensor]:
  # The weights with those at the given places rounded to nearest.
  others: List[Tensor] = []
  for i in range(len(w)):
    if i in at:
      others.append(self.fake_quantized(w[i], bits, group))
    else:
      others.append(w[i])
  return others

def relative_error(self, moved: Tensor, x: Tensor) -> Tensor:
  # The squared distance from x (..., C) over its squared length, summed over all positions: (), float64.
  return torch.sum(torch.div(torch.sum(torch.square(torch.sub(moved, x)), [-1]), torch.sum(torch.square(x), [-1])), dtype=7)

def width_errors(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, layer: int, x: Tensor, group: int, widths: List[int]) -> Tensor:
  # w: the weights of this layer alone; x (B, T, C): the residual stream before it. Returns (4, widths) float64: of what the residual stream is
  # after the attention, or after the MLP, the squared error over the squared length, summed over positions. Zero where
  # the group size does not divide the columns.
  found = torch.zeros([4, len(widths)], dtype=7, layout=None, device=x.device, pin_memory=None)
  outward, mlp, down = self.outward(shape), self.mlp(shape), self.stride(shape) - 1
  angles, mask = self.angles(self.steps(x), rotary, x.dtype), self.window(x, shape[8 + layer])
  normal = self.normal(x, w, 0, eps)
  mixed = self.mixed(normal, w, 0, shape, eps, angles, mask)
  attended = torch.add(x, self.output(mixed, w, 0, shape))
  fed = self.normal(attended, w, mlp, eps)
  neurons = self.neurons(fed, w, mlp + 1, 0)
  after = torch.add(attended, self.product(neurons, w, down, 0))
  for i in range(len(widths)):
    bits = widths[i]
    if torch.size(w[1], 1) % group == 0:
      other = self.with_width(w, [1, 2, 3], bits, group)
      moved = torch.add(x, self.output(self.mixed(normal, other, 0, shape, eps, angles, mask), other, 0, shape))
      torch.copy_(found[0, i], self.relative_error(moved, attended))
      other = self.with_width(w, [mlp + 1, mlp + 2], bits, group)
      moved = torch.add(attended, self.product(self.neurons(fed, other, mlp + 1, 0), w, down, 0))
      torch.copy_(found[2, i], self.relative_error(moved, after))
    if torch.size(w[outward], 1) % group == 0:
      other = self.with_width(w, [outward], bits, group)
      torch.copy_(found[1, i], self.relative_error(torch.add(x, self.output(mixed, other, 0, shape)), attended))
    if torch.size(w[down], 1) % group == 0:
      other = self.with_width(w, [down], bits, group)
      torch.copy_(found[3, i], self.relative_error(torch.add(attended, self.product(neurons, other, down, 0)), after))
  return found

def row_errors(self, rows: Tensor, group: int, widths: List[int]) -> Tensor:
  # The same of rows (..., C) that are looked up and rounded themselves: (widths) float64, summed over rows.
  found = torch.zeros([len(widths)], dtype=7, layout=None, device=rows.device, pin_memory=None)
  flat = torch.reshape(rows, [-1, torch.size(rows, -1)])
  for i in range(len(widths)):
    torch.copy_(found[i], self.relative_error(self.fake_quantized(flat, widths[i], group), flat))
  return found
