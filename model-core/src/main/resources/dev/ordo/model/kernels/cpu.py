# Operations that only CPUs have. Each has a generic twin, which is what other devices run.

def prepack(self, weights: List[Tensor], rows: int) -> List[Tensor]:
  # Weights (N, K) as oneDNN wants them for products with x (rows, K).
  return [ops.mkldnn._reorder_linear_weight(w, rows) for w in weights]

def prepacked_products(self, x: Tensor, prepacked: List[Tensor]) -> Tensor:
  # As `products`, its twin, of weights that were prepacked.
  found = torch.zeros_like(x[0, 0])
  for w in prepacked:
    found = torch.add(found, ops.mkldnn._linear_pointwise(x, w, None, "none", [], "")[0, 0])
  return found

def int4_packed(self, numbers: Tensor, scales: Tensor, k: int) -> List[Tensor]:
  # A packed weight of `products.py` as `int4_product` wants it: [the weight, scales and what is added (K / g, N, 2)]. A number of 8
  # bits is two of 4: 16 times its upper half plus its lower one, which stand side by side, 2 K columns.
  if torch.size(numbers, 1) == k:
    upper, lower = torch.bitwise_right_shift(numbers, 4), torch.bitwise_and(numbers, 15)
    halves = torch.cat([upper, lower], 1)
    scaled = torch.cat([torch.mul(scales, 16), scales], 1)
    added = torch.cat([torch.zeros_like(scales), torch.mul(scales, 8)], 1)
  else:
    halves = torch.to(torch.add(self.values(numbers, k), 8), 0)
    scaled = scales
    added = torch.zeros_like(scales)
  packed = torch._convert_weight_to_int4pack_for_cpu(torch.to(halves, 3), 1)
  return [packed, torch.contiguous(torch.transpose(torch.stack([scaled, added], 2), 0, 1))]

def int4_product(self, x: Tensor, packed: Tensor, scales: Tensor) -> Tensor:
  # x (..., K) times a weight that `int4_packed` made, (..., N). Computed in bfloat16, sums in float32; its twin is `linear` with
  # what is `dequantized`, whose weights are rounded to bfloat16 and here are not.
  flat = torch.contiguous(torch.flatten(torch.to(x, 15), 0, -2))
  columns = 2 * torch.size(packed, 1)
  if columns != torch.size(flat, 1):
    flat = torch.cat([flat, flat], 1)
  y = torch._weight_int4pack_mm_for_cpu(flat, packed, columns // torch.size(scales, 0), scales)
  return torch.to(torch.reshape(y, torch.size(x)[:-1] + [torch.size(y, 1)]), x.dtype)

def flash(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]=None) -> List[Tensor]:
  # Causal attention of (B, H, T, D), or under a mask (T, T): [the result, its logsumexp]. Its twin is in `attend`.
  result, logsumexp = torch._scaled_dot_product_flash_attention_for_cpu(q, k, v, 0., mask is None, attn_mask=mask)
  return [result, logsumexp]

def flash_back(self, d: Tensor, q: Tensor, k: Tensor, v: Tensor, result: Tensor, logsumexp: Tensor, mask: Optional[Tensor]=None) -> List[Tensor]:
  # The gradients of q, k and v. Its twin is `attention_gradients`.
  dq, dk, dv = torch._scaled_dot_product_flash_attention_for_cpu_backward(d, q, k, v, result, logsumexp, 0., mask is None, attn_mask=mask)
  return [dq, dk, dv]
