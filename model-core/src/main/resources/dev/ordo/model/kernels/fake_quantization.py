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

def fake_quantized_asymmetric(self, w: Tensor, bits: int, group: int) -> Tensor:
  # The same with a zero point per group.
  lowest, steps = 0. - float(1 << (bits - 1)), float(1 << bits) - 1.
  grouped = torch.reshape(torch.to(w, 15), [torch.size(w, 0), torch.size(w, 1) // group, group])
  least = torch.clamp(torch.amin(grouped, [2], True), None, 0.)
  scale = torch.div(torch.sub(torch.clamp(torch.amax(grouped, [2], True), 0.), least), steps)
  empty = torch.eq(scale, 0)
  zero = torch.round(torch.clamp(torch.rsub(torch.div(least, scale), lowest), lowest, lowest + steps))
  zero, scale = torch.masked_fill(zero, torch.isnan(zero), 0), torch.masked_fill(scale, empty, 0.0078125)
  numbers = torch.round(torch.clamp(torch.add(torch.div(grouped, scale), zero), lowest, lowest + steps))
  return torch.to(torch.flatten(torch.mul(torch.sub(numbers, zero), scale), 1), 6)
