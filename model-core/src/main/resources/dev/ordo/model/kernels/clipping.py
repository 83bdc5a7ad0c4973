# Which weights of a group are worth clipping, so that the others are rounded finer: the scale of least error of the products with the inputs that calibration
# saw, by a grid search. Without it the largest weight of each group is at the end of the range.
#
# N output, K input features, g columns that share a scale. All float32, symmetric.

def largest_scales(self, w: Tensor, bits: int, group: int) -> Tensor:
  # The scales (N, K / g) with which the largest weight of each group is at the end of the range, bfloat16 values; 2^-7 where all are 0.
  largest = torch.amax(torch.abs(torch.reshape(w, [torch.size(w, 0), -1, group])), [2])
  scales = self.stored(torch.div(largest, float(1 << (bits - 1)) - 0.5))
  return torch.masked_fill(scales, torch.eq(scales, 0), 0.0078125)

def stored(self, x: Tensor) -> Tensor:
  # As bfloat16 has it.
  return torch.to(torch.to(x, 15), 6)

def all_finite(self, w: Tensor) -> Tensor:
  # 1 if all weights are finite as bfloat16 has them, else 0: () float32.
  return torch.to(torch.all(torch.isfinite(torch.to(w, 15))), 6)

def numbers(self, w: Tensor, scales: Tensor, bits: int) -> Tensor:
  # The integers (N, K / g, g) nearest to weights (N, K) over their scales (N, K / g). A zero is added so that none is -0.
  grouped = torch.reshape(w, [torch.size(scales, 0), torch.size(scales, 1), -1])
  top = float(1 << (bits - 1)) - 1.
  return torch.add(torch.round(torch.clamp(torch.div(grouped, torch.unsqueeze(scales, 2)), -1. - top, top)), 0)

def dequantized_numbers(self, numbers: Tensor, scales: Tensor) -> Tensor:
  # What they stand for, (N, K).
  return self.stored(torch.flatten(torch.mul(numbers, torch.unsqueeze(scales, 2)), 1))

def group_errors(self, w: Tensor, scales: Tensor, blocks: Tensor, bits: int) -> Tensor:
  # The squared error of the products of each group of weights (N, K) with its inputs, whose products among themselves are blocks (K / g, g, g):
  # (N, K / g).
  error = torch.sub(self.dequantized_numbers(self.numbers(w, scales, bits), scales), w)
  grouped = torch.transpose(torch.reshape(error, [torch.size(w, 0), torch.size(scales, 1), -1]), 0, 1)
  return torch.t(torch.sum(torch.mul(torch.bmm(grouped, blocks), grouped), [2]))

def clipped_scales(self, w: Tensor, blocks: Tensor, bits: int, grid: int) -> Tensor:
  # For each group of weights (N, K) the scale of the least error, (N, K / g): the one that clips nothing, or one of a grid between that with which the largest
  # weight is the largest integer and half of it, the first of equals.
  best = self.largest_scales(w, bits, torch.size(blocks, 1))
  largest = best
  least = self.group_errors(w, best, blocks, bits)
  top = 0.5 / (float(1 << (bits - 1)) - 1.) + 1.
  for i in range(grid):
    scales = self.stored(torch.mul(largest, top - (top - 0.5) * i / (grid - 1)))
    errors = self.group_errors(w, scales, blocks, bits)
    less = torch.lt(errors, least)
    best = torch.where(less, scales, best)
    least = torch.where(less, errors, least)
  return best

def least_error_scales(self, weight: Tensor, hessian: Tensor, bits: int, group: int, grid: int) -> Tensor:
  # weight (N, K), Hessian of its inputs (K, K): the scales of its groups (N, K / g), bfloat16 values.
  groups = torch.size(weight, 1) // group
  blocks = torch.diagonal(torch.reshape(hessian, [groups, group, groups, group]), 0, 0, 2)
  return self.clipped_scales(weight, torch.contiguous(torch.permute(blocks, [2, 0, 1])), bits, grid)
