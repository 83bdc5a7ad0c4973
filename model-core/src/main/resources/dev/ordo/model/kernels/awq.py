# AWQ (Lin et al. 2023, https://arxiv.org/abs/2306.00978): columns of a weight whose inputs are large are made larger before they are rounded, and
# their inputs as much smaller, so that rounding costs less where it matters. How much larger, a grid search over one exponent tells; which weights of a group are
# worth clipping, so that the others are rounded finer, another.
#
# N output, K input features, g columns that share a scale. All float32. The weights of a list share their inputs.

def add_inputs(self, x: Tensor, hessian: Tensor, magnitudes: Tensor) -> int:
  # Adds the products of the inputs x (..., K), summed over all of them, to (K, K), and their absolute values to (K). Returns how many there were.
  flat = torch.reshape(x, [-1, torch.size(x, -1)])
  torch.addmm_(hessian, torch.t(flat), flat)
  torch.add_(magnitudes, torch.sum(torch.abs(flat), [0]))
  return torch.size(flat, 0)

def weight_magnitudes(self, weights: List[Tensor], group: int) -> Tensor:
  # Of each column the mean over the rows of all weights of its absolute values, each relative to the largest of its group: (K).
  rows = 0
  total = torch.zeros([torch.size(weights[0], 1)], dtype=6, layout=None, device=weights[0].device, pin_memory=None)
  for w in weights:
    grouped = torch.reshape(torch.abs(w), [torch.size(w, 0), -1, group])
    relative = torch.div(grouped, torch.add(torch.amax(grouped, [2], True), 0.000001))
    torch.add_(total, torch.sum(torch.flatten(relative, 1), [0]))
    rows += torch.size(w, 0)
  return torch.div(total, rows)

def column_scales(self, inputs: Tensor, weights: Tensor, exponent: float) -> Tensor:
  # By how much columns are multiplied, (K): their inputs' mean magnitude to the exponent over their own to the rest of 1, and the largest and the
  # smallest of them as far from 1.
  scales = torch.clamp(torch.div(torch.pow(inputs, exponent), torch.add(torch.pow(weights, 1 - exponent), 0.0001)), 0.0001)
  return torch.div(scales, torch.sqrt(torch.mul(torch.max(scales), torch.min(scales))))

def scaled_error(self, weights: List[Tensor], hessian: Tensor, scales: Tensor, bits: int, group: int) -> Tensor:
  # The squared error of the products with all inputs, (): of weights multiplied by the scales, rounded, and divided again.
  total = torch.zeros([], dtype=7, layout=None, device=hessian.device, pin_memory=None)
  for w in weights:
    scaled = torch.mul(w, scales)
    own = self.largest_scales(scaled, bits, group)
    rounded = torch.div(torch.flatten(torch.mul(self.numbers(scaled, own, bits), torch.unsqueeze(own, 2)), 1), scales)
    error = torch.sub(rounded, w)
    torch.add_(total, torch.sum(torch.mul(torch.mm(error, hessian), error), dtype=7))
  return total

def awq(self, weights: List[Tensor], hessian: Tensor, inputs: Tensor, bits: int, group: int, grid: int) -> List[Tensor]:
  # weights (N, K) each, Hessian (K, K), inputs (K): their mean magnitude. Returns [the scales (K) of the least error, the first of equals; the
  # errors of all (grid) float64]: first of scales that are 1, then of grid - 1 exponents from 0 to 1.
  own = self.weight_magnitudes(weights, group)
  best = torch.ones_like(inputs)
  least = self.scaled_error(weights, hessian, best, bits, group)
  errors = [least]
  for i in range(grid - 1):
    scales = self.column_scales(inputs, own, i / (grid - 2))
    error = self.scaled_error(weights, hessian, scales, bits, group)
    less = torch.lt(error, least)
    best = torch.where(less, scales, best)
    least = torch.where(less, error, least)
    errors.append(error)
  return [best, torch.stack(errors)]

def awq_rounded(self, weight: Tensor, hessian: Tensor, scales: Tensor, bits: int, group: int, grid: int) -> List[Tensor]:
  # weight (N, K), Hessian of its inputs (K, K), scales by which its columns are multiplied (K). Returns [integers (N, K) int8, the scales of their groups (N, K / g), what
  # they stand for over the scales of columns (N, K)].
  w = torch.mul(weight, scales)
  groups = torch.size(w, 1) // group
  by_group = torch.reshape(scales, [groups, group])
  blocks = torch.permute(torch.diagonal(torch.reshape(hessian, [groups, group, groups, group]), 0, 0, 2), [2, 0, 1])
  blocks = torch.div(torch.div(blocks, torch.unsqueeze(by_group, 1)), torch.unsqueeze(by_group, 2))
  own = self.clipped_scales(w, blocks, bits, grid)
  numbers = self.numbers(w, own, bits)
  return [torch.to(torch.flatten(numbers, 1), 1), own, torch.div(self.dequantized_numbers(numbers, own), scales)]
