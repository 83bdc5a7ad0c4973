# The product of a linear layer, of a weight as it is or as it is packed. N output, K input features, g columns that share a scale.
#
# A packed weight is uint8, (N, K / 2) with two numbers a byte, the lower half first, or (N, K): value + 8, or value + 128. Its
# scales (N, K / g), bfloat16, are as far behind it in `w` as the list is half long. What that stands for is dequantized for one
# product at a time, and is bit for bit what PackedWeight says.
#
# Where scales are float32 the numbers are NF4's, the first of a byte in its upper half, as Nf4Weight says.
#
# Where scales have three dimensions the weight is as `int4_packed` made it, for processors alone.

def product(self, x: Tensor, w: List[Tensor], at: int, biased: int) -> Tensor:
  # x (..., K) times weight `at` (N, K), and plus the bias that follows it if `biased` is 1: (..., N).
  if self.is_int4(w, at):
    y = self.int4_product(x, w[at], w[at + len(w) // 2])
    if biased == 1:
      y = torch.add(y, w[at + 1])
    return y
  weight = self.matrix(w, at, torch.size(x, -1), x.dtype)
  if biased == 1:
    return torch.linear(x, weight, w[at + 1])
  return torch.linear(x, weight)

def joint_product(self, x: Tensor, w: List[Tensor], at: int, biased: int) -> Tensor:
  # x (..., K) times three weights from `at` on, their rows put together, and plus the three biases that follow if `biased` is 1.
  k = torch.size(x, -1)
  if self.is_int4(w, at):
    y = torch.cat([self.product(x, w, at, 0), self.product(x, w, at + 1, 0), self.product(x, w, at + 2, 0)], -1)
    if biased == 1:
      y = torch.add(y, torch.cat([w[at + 3], w[at + 4], w[at + 5]]))
    return y
  joined = torch.cat([self.matrix(w, at, k, x.dtype), self.matrix(w, at + 1, k, x.dtype), self.matrix(w, at + 2, k, x.dtype)])
  if biased == 1:
    return torch.linear(x, joined, torch.cat([w[at + 3], w[at + 4], w[at + 5]]))
  return torch.linear(x, joined)

def is_int4(self, w: List[Tensor], at: int) -> bool:
  return not torch.is_floating_point(w[at]) and torch.dim(w[at + len(w) // 2]) == 3

def matrix(self, w: List[Tensor], at: int, k: int, dtype: int) -> Tensor:
  # Weight `at` (N, K) to compute with; a packed one in the given type.
  if torch.is_floating_point(w[at]):
    return w[at]
  return self.dequantized(w[at], w[at + len(w) // 2], k, dtype)

def dequantized(self, numbers: Tensor, scales: Tensor, k: int, dtype: int) -> Tensor:
  # (N, K), some rows at a time, so that what is made on the way stays in the processor's cache. The product of an integer and a scale
  # has 16 bits at most, so that it is rounded once, to bfloat16; that of one of NF4's values and its scale is float32 before.
  n = torch.size(numbers, 0)
  weight = torch.empty([n, k], dtype=dtype, layout=None, device=numbers.device, pin_memory=None)
  rows = max(1, 1048576 // k)
  for start in range(0, n, rows):
    count = min(rows, n - start)
    some = torch.narrow(numbers, 0, start, count)
    values = self.nf4_values(some) if scales.dtype == 6 else self.values(some, k)
    grouped = torch.reshape(values, [count, torch.size(scales, 1), -1])
    scaled = torch.mul_(grouped, torch.unsqueeze(torch.narrow(scales, 0, start, count), 2))
    torch.copy_(torch.narrow(weight, 0, start, count), torch.to(torch.flatten(scaled, 1), 15))
  return weight

def values(self, numbers: Tensor, k: int) -> Tensor:
  # The integers (N, K) of packed numbers, bfloat16.
  if torch.size(numbers, 1) == k:
    return torch.sub_(torch.to(numbers, 15), 128)
  low, high = torch.bitwise_and(numbers, 15), torch.bitwise_right_shift(numbers, 4)
  pairs = torch.empty([torch.size(numbers, 0), torch.size(numbers, 1), 2], dtype=15, layout=None, device=numbers.device, pin_memory=None)
  torch.copy_(torch.select(pairs, 2, 0), low)
  torch.copy_(torch.select(pairs, 2, 1), high)
  return torch.sub_(torch.flatten(pairs, 1), 8)

def nf4(self, device: Device) -> Tensor:
  # The values that NF4's numbers stand for, (16) float32.
  return torch.tensor([-1., -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0., 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.], dtype=6, device=device, requires_grad=False)

def nf4_values(self, numbers: Tensor) -> Tensor:
  # The values (N, K) of packed numbers, float32.
  pairs = torch.stack([torch.bitwise_right_shift(numbers, 4), torch.bitwise_and(numbers, 15)], 2)
  return torch.reshape(torch.index_select(self.nf4(numbers.device), 0, torch.to(torch.flatten(pairs), 3)), [torch.size(numbers, 0), -1])
