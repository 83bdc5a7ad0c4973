# What a weight becomes by being quantized to NF4 and back again: the forward pass of quantization-aware training. Goes with products, whose values these are.

def nf4_fake_quantized(self, w: Tensor, scale_values: List[float]) -> Tensor:
  # w (N, K) float32 in NF4 with doubly quantized scales: (N, K) float32, of bfloat16 values. What Nf4Weight dequantizes of NormalFloat4's choice,
  # whose steps these are, bit for bit but for the sign of zeros and, beyond 32,768 blocks, the last bit of the scales' mean. scale_values
  # (256) are what the scales' codes stand for.
  blocks = torch.reshape(torch.to(torch.to(w, 15), 6), [-1, 64])
  scales = torch.amax(torch.abs(blocks), [1], True)
  inverse = torch.div(torch.ones_like(scales), torch.clamp(scales, 1e-38))
  nearest = self.nearest(torch.mul(blocks, inverse), self.nf4(w.device))
  again = self.doubly_quantized(torch.flatten(scales), torch.tensor(scale_values, dtype=6, device=w.device, requires_grad=False))
  return torch.to(torch.to(torch.reshape(torch.mul(nearest, torch.unsqueeze(again, 1)), torch.size(w)), 15), 6)

def doubly_quantized(self, scales: Tensor, values: Tensor) -> Tensor:
  # Scales (n) as DoubleQuantization would leave them, (n). A step of the grid is computed in float64 and rounded once, as by a fused
  # multiplication and addition.
  n = torch.size(scales, 0)
  count = (n + 255) // 256
  offset = torch.mean(scales)
  blocks = torch.reshape(torch.constant_pad_nd(torch.sub(scales, offset), [0, count * 256 - n]), [count, 256])
  maxima = torch.amax(torch.abs(blocks), [1], True)
  divisors = torch.masked_fill(maxima, torch.eq(maxima, 0), 1)
  normalized = torch.clamp(torch.mul(blocks, torch.div(torch.ones_like(divisors), divisors)), -1, 1)
  halves = torch.to(torch.mul(torch.add(normalized, 1), 0.5), 7)
  steps = torch.floor(torch.to(torch.add(torch.mul(halves, 65535), 0.5), 6))
  nearest = self.nearest(torch.add(torch.div(torch.mul(steps, 2), 65535), -1), values)
  return torch.narrow(torch.flatten(torch.add(torch.mul(nearest, maxima), offset)), 0, 0, n)

def nearest(self, x: Tensor, ascending: Tensor) -> Tensor:
  # Of ascending numbers (n) those nearest to x (...), of two equally near ones the smaller: (...).
  rest = torch.size(ascending, 0) - 1
  midpoints = torch.div(torch.add(torch.narrow(ascending, 0, 0, rest), torch.narrow(ascending, 0, 1, rest)), 2)
  found = torch.bucketize(x, midpoints, out_int32=True, right=False)
  return torch.reshape(torch.index_select(ascending, 0, torch.flatten(found)), torch.size(x))
