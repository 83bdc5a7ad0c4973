# Making tensors.

def own(self, x: Tensor) -> Tensor:
  # A copy in memory of PyTorch's own allocator, where `x` may be a view of a Java buffer.
  return torch.clone(x)

def zeros_of(self, shape: List[int], dtype: int, device: str) -> Tensor:
  return torch.zeros(shape, dtype=dtype, layout=None, device=torch.device(device), pin_memory=None)

def converted(self, x: Tensor, dtype: int) -> Tensor:
  # A copy in another type.
  return torch.to(x, dtype, copy=True)

def overwrite(self, x: Tensor, values: Tensor) -> int:
  # `x` in place.
  torch.copy_(x, values)
  return 0

def joined(self, parts: List[Tensor], dimension: int) -> Tensor:
  # One tensor of several that differ in one dimension at most.
  return torch.cat(parts, dimension)
