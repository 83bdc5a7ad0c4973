# What speed is measured with: random numbers, and matrix products with nothing round them. M rows, K and N a weight's columns and rows.

def random_normal(self, shape: List[int], mean: float, deviation: float, dtype: int, device: str) -> Tensor:
  # Drawn in float32, from PyTorch's own generator.
  drawn = torch.randn(shape, dtype=6, layout=None, device=torch.device(device), pin_memory=None)
  return torch.to(torch.add_(torch.mul_(drawn, deviation), mean), dtype)

def products(self, x: Tensor, weights: List[Tensor]) -> Tensor:
  # x (M, K) times each weight (N, K) transposed. Returns a number of all of them, so that none may be left out.
  found = torch.zeros_like(x[0, 0])
  for w in weights:
    found = torch.add(found, torch.linear(x, w)[0, 0])
  return found

def input_gradients(self, d: Tensor, weights: List[Tensor]) -> Tensor:
  # d (M, N) times each weight (N, K).
  found = torch.zeros_like(d[0, 0])
  for w in weights:
    found = torch.add(found, torch.matmul(d, w)[0, 0])
  return found

def weight_gradients(self, d: Tensor, x: Tensor, times: int) -> Tensor:
  # d (M, N) transposed times x (M, K).
  found = torch.zeros_like(x[0, 0])
  for again in range(times):
    found = torch.add(found, torch.matmul(torch.t(d), x)[0, 0])
  return found

def random_numbers(self, shape: List[int], device: str) -> Tensor:
  # Bytes, each as likely as any other.
  return torch.randint(0, 256, shape, dtype=0, layout=None, device=torch.device(device), pin_memory=None)

def packed_products(self, x: Tensor, w: List[Tensor]) -> Tensor:
  # As `products`, of packed weights, whose scales follow.
  found = torch.zeros_like(x[0, 0])
  for at in range(len(w) // 2):
    found = torch.add(found, self.product(x, w, at, 0)[0, 0])
  return found
