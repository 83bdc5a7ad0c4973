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
  table = torch.view(self.stored(file, at, count), [rows, -1])
  return torch.to(self.typed(torch.embedding(table, torch.to(ids, torch.device("cpu"))), dtype, device), 6)

def packed_words(self, file: str, at: int, count: int, shape: List[int], device: str) -> Tensor:
  # int32, of the given shape.
  return torch.view(self.typed(self.stored(file, at, count), 3, device), shape)

def unpacked(self, words: Tensor, scales: Tensor, bits: int, columns: int) -> Tensor:
  # A packed weight (rows, columns), float32: integers times the scale of their group, rounded to bfloat16. words (rows, words of
  # a row) int32, lowest bits first; scales (rows, groups).
  shifts = torch.arange(0, 32, bits, dtype=3, layout=None, device=words.device, pin_memory=None)
  spread = torch.bitwise_and(torch.bitwise_right_shift(torch.unsqueeze(words, 2), shifts), (1 << bits) - 1)
  integers = torch.sub(torch.narrow(torch.flatten(spread, 1), 1, 0, columns), 1 << (bits - 1))
  grouped = torch.reshape(torch.to(integers, 6), [torch.size(scales, 0), torch.size(scales, 1), -1])
  return torch.to(torch.to(torch.flatten(torch.mul(grouped, torch.unsqueeze(scales, 2)), 1), 15), 6)

def without_padding(self, numbers: Tensor, count: int) -> Tensor:
  # The first bytes of each row.
  return torch.contiguous(torch.narrow(numbers, 1, 0, count))
