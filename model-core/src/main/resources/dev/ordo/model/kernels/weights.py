# Weights out of the files that store them, without the process ever holding a file: a range is mapped, widened to float32 into
# memory of PyTorch's own, and unmapped when the call returns. Bytes are taken as they are, little endian.

def stored(self, file: str, at: int, count: int) -> Tensor:
  # Bytes [at, at + count) of a file, (count) uint8: mapped, so read when they are touched, and private to this process.
  return torch.narrow(torch.from_file(file, False, at + count, dtype=0, layout=None, device=torch.device("cpu"), pin_memory=None), 0, at, count)

def typed(self, raw: Tensor, dtype: int, device: str) -> Tensor:
  # Bytes (..., n) as numbers of a type. The copy is for ranges that do not begin at a multiple of its size.
  return torch.to(torch.view_copy(torch.clone(raw), dtype=dtype), torch.device(device))

def weight(self, file: str, at: int, count: int, dtype: int, shape: List[int], device: str) -> Tensor:
  # float32, of the given shape, from any floating-point type.
  return torch.to(self.as_stored(file, at, count, dtype, shape, device), 6)

def as_stored(self, file: str, at: int, count: int, dtype: int, shape: List[int], device: str) -> Tensor:
  # In the type that it is stored in, of the given shape.
  return torch.view(self.typed(self.stored(file, at, count), dtype, device), shape)

def weight_rows(self, file: str, at: int, count: int, dtype: int, rows: int, ids: Tensor, device: str) -> Tensor:
  # The rows `ids` (...) of a matrix of `rows` of them, (..., columns) float32; the others are not touched.
  return torch.to(self.stored_rows(file, at, count, dtype, rows, ids, device), 6)

def stored_rows(self, file: str, at: int, count: int, dtype: int, rows: int, ids: Tensor, device: str) -> Tensor:
  # The same in the type that they are stored in.
  table = torch.view(self.stored(file, at, count), [rows, -1])
  return self.typed(torch.embedding(table, torch.to(ids, torch.device("cpu"))), dtype, device)

def packed_words(self, file: str, at: int, count: int, shape: List[int], device: str) -> Tensor:
  # int32, of the given shape.
  return torch.view(self.typed(self.stored(file, at, count), 3, device), shape)

def unpacked(self, words: Tensor, scales: Tensor, zeros: List[Tensor], bits: int, columns: int) -> Tensor:
  # A packed weight (rows, columns), float32: integers, less the zero point of their group if there are any, times its scale, rounded to bfloat16. words (rows,
  # words of a row) int32, lowest bits first; scales and zero points (rows, groups). Some rows at a time, for what is made on the way takes several times as much.
  n = torch.size(words, 0)
  weight = torch.empty([n, columns], dtype=6, layout=None, device=words.device, pin_memory=None)
  rows = max(1, 1048576 // columns)
  for start in range(0, n, rows):
    count = min(rows, n - start)
    integers = self.unpacked_integers(torch.narrow(words, 0, start, count), bits, columns)
    grouped = torch.reshape(torch.to(integers, 6), [count, torch.size(scales, 1), -1])
    if len(zeros) == 1:
      torch.sub_(grouped, torch.unsqueeze(torch.narrow(zeros[0], 0, start, count), 2))
    scaled = torch.mul(grouped, torch.unsqueeze(torch.narrow(scales, 0, start, count), 2))
    torch.copy_(torch.narrow(weight, 0, start, count), torch.to(torch.flatten(scaled, 1), 15))
  return weight

def unpacked_integers(self, words: Tensor, bits: int, columns: int) -> Tensor:
  # The integers (rows, columns) int32 of packed words.
  if 32 % bits != 0:
    return self.straddling_integers(words, bits, columns)
  shifts = torch.arange(0, 32, bits, dtype=3, layout=None, device=words.device, pin_memory=None)
  spread = torch.bitwise_and(torch.bitwise_right_shift(torch.unsqueeze(words, 2), shifts), (1 << bits) - 1)
  return torch.sub(torch.narrow(torch.flatten(spread, 1), 1, 0, columns), 1 << (bits - 1))

def zero_points(self, words: Tensor, bits: int, rows: int) -> Tensor:
  # (rows, groups) float32, of words (words of all rows, groups) int32.
  return torch.to(torch.t(self.unpacked_integers(torch.contiguous(torch.t(words)), bits, rows)), 6)

def unpacked_rows(self, file: str, at: int, count: int, scale_file: str, scale_at: int, scale_count: int, zeros: List[Tensor], rows: int, bits: int, columns: int, ids: Tensor, device: str) -> Tensor:
  # The rows `ids` (...) of a packed weight of `rows` of them, (..., columns) float32; the others are not touched.
  flat = torch.reshape(ids, [-1])
  words = self.stored_rows(file, at, count, 3, rows, flat, device)
  scales = self.weight_rows(scale_file, scale_at, scale_count, 15, rows, flat, device)
  some = [torch.index_select(z, 0, flat) for z in zeros]
  return torch.reshape(self.unpacked(words, scales, some, bits, columns), torch.size(ids) + [columns])

def straddling_integers(self, words: Tensor, bits: int, columns: int) -> Tensor:
  # The same of integers that may begin in one word and end in the next.
  wide = torch.bitwise_and(torch.to(words, 4), 4294967295)
  wide = torch.cat([wide, torch.zeros_like(torch.narrow(wide, 1, 0, 1))], 1)
  starts = torch.mul(torch.arange(columns, dtype=4, layout=None, device=words.device, pin_memory=None), bits)
  first = torch.floor_divide(starts, 32)
  upper = torch.bitwise_left_shift(torch.index_select(wide, 1, torch.add(first, 1)), 32)
  both = torch.bitwise_right_shift(torch.bitwise_or(torch.index_select(wide, 1, first), upper), torch.remainder(starts, 32))
  return torch.to(torch.sub(torch.bitwise_and(both, (1 << bits) - 1), 1 << (bits - 1)), 3)

def without_padding(self, numbers: Tensor, count: int) -> Tensor:
  # The first bytes of each row.
  return torch.contiguous(torch.narrow(numbers, 1, 0, count))
