# What a weight becomes by being quantized and dequantized: the forward pass of quantization-aware training.

def fake_quantized(self, w: Tensor, bits: int, group: int) -> Tensor:
  # w (N, K) float32, symmetric, to nearest, in groups of neighbouring columns: (N, K) float32, of bfloat16 values. What
  # PackedWeight dequantizes of RoundToNearest's choice, whose steps these are, bit for bit but for the sign of zeros.
  lowest = 0. - float(1 << (bits - 1))
  grouped = torch.reshape(torch.to(w, 15), [torch.size(w, 0), torch.size(w, 1) // group, group])
  scale = torch.div(torch.amax(torch.abs(grouped), [2], True), 0. - lowest - 0.5)
  scale = torch.masked_fill(scale, torch.eq(scale, 0), 0.0078125)
  numbers = torch.round(torch.clamp(torch.div(grouped, scale), lowest, 0. - lowest - 1.))
  return torch.to(torch.flatten(torch.mul(numbers, scale), 1), 6)
