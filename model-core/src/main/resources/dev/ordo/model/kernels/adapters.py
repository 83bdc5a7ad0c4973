# Low-rank adapters in training: W + scale * B A in place of W, and the gradients of A and B by that of their sum.
# W (N, K), A (r, K), B (N, r), float32.

def adapted(self, w: List[Tensor], a: List[Tensor], b: List[Tensor], scale: float, sums: List[Tensor]) -> int:
  # Writes every sum over one of `sums`.
  for i in range(len(w)):
    torch.addmm(w[i], b[i], a[i], beta=1, alpha=scale, out=sums[i])
  return 0

def adapter_gradients(self, d: List[Tensor], a: List[Tensor], b: List[Tensor], scale: float, da: List[Tensor], db: List[Tensor]) -> int:
  # From the gradient d (N, K) of each sum: dA = scale * B^T d, dB = scale * d A^T, over what is in `da` and `db`.
  for i in range(len(d)):
    torch.mul_(torch.mm(torch.t(b[i]), d[i], out=da[i]), scale)
    torch.mul_(torch.mm(d[i], torch.t(a[i]), out=db[i]), scale)
  return 0
