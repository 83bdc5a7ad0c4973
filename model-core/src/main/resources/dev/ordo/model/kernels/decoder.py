# The decoder of the Qwen2, Qwen3 and Llama families, as one function over a flat list of weights.
#
# Written in the dialect that TorchScript archives hold: every function is a method of one module, so `self` comes
# first, and types are spelled out. B batch, T positions, C hidden size, H query heads, G key/value heads, D head size,
# I intermediate size, V vocabulary. All floating-point tensors are float32.
#
# Kernels that run the decoder take first what dev.ordo.model.decoder.DecoderArguments gives:
#   w: the weights in the order of ParameterLayout: embed_tokens (V, C); for every layer input_layernorm (C), q (H*D, C),
#     k (G*D, C), v (G*D, C), [their three biases], o (C, H*D), [its bias (C)], [q_norm (D), k_norm (D)],
#     post_attention_layernorm (C), gate (I, C), up (I, C), down (C, I); norm (C); lm_head (V, C) unless the embedding is tied.
#     If some are packed, as many tensors follow: their scales, and empty ones;
#   shape: [layers, H, G, D, 1 if q, k and v have biases else 0, 1 if o has one else 0, 1 if q and k have norms else 0,
#     and for every layer how many positions one attends to, itself included: 0 for all before];
#   rotary: [factor of cosines and sines, and the D/2 rates of rotation, in radians per position];
#   eps: of every norm.

def rotary_powers(self, theta: float, head_size: int, device: str) -> Tensor:
  # theta^(2i/D) for i < D/2, float32, rounded as the reference's are.
  exponents = torch.div(torch.arange(0, head_size, 2, dtype=6, layout=None, device=torch.device(device), pin_memory=None), head_size)
  return torch.pow(theta, exponents)

def angles(self, positions: int, rotary: List[float], device: Device) -> Tensor:
  # Cosines and sines of the rotation angles, (2, T, D/2). Computed in float32, as the reference does.
  rates = torch.tensor(rotary[1:], dtype=6, device=device)
  steps = torch.arange(positions, dtype=6, layout=None, device=device, pin_memory=None)
  turns = torch.mul(torch.unsqueeze(steps, 1), torch.unsqueeze(rates, 0))
  turned = torch.stack([torch.cos(turns), torch.sin(turns)])
  if rotary[0] != 1.:
    turned = torch.mul(turned, rotary[0])
  return turned

def window(self, x: Tensor, size: int) -> Optional[Tensor]:
  # What each position of x (B, T, C) adds to its scores where it attends to `size` of them: (T, T), 0 or as good as minus
  # infinity. Nothing where it attends to all before, which is quicker to say than to mask.
  t = torch.size(x, 1)
  if size == 0 or size >= t:
    return None
  steps = torch.arange(t, dtype=4, layout=None, device=x.device, pin_memory=None)
  back = torch.sub(torch.unsqueeze(steps, 1), steps)
  outside = torch.logical_or(torch.lt(back, 0), torch.ge(back, size))
  return torch.masked_fill(torch.new_zeros(x, [t, t]), outside, -1e30)

def rotate(self, x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
  # Rotates each head's pairs (i, i + D/2) by its position's angle; x is (B, T, heads, D), cosines (T, 1, D/2).
  first, second = torch.chunk(x, 2, -1)
  turned = torch.sub(torch.mul(first, cosines), torch.mul(second, sines))
  other = torch.add(torch.mul(second, cosines), torch.mul(first, sines))
  return torch.to(torch.cat([turned, other], -1), x.dtype)

def stride(self, shape: List[int]) -> int:
  # How many weights a layer has.
  return 9 + 3 * shape[4] + shape[5] + 2 * shape[6]

def projections(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], eps: float, cosines: Tensor, sines: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  # Queries (B, T, H, D), keys and values (B, T, G, D) of normalized x (B, T, C); queries and keys are turned.
  heads, groups, size = shape[1], shape[2], shape[3]
  b, t = torch.size(x, 0), torch.size(x, 1)
  projected = self.joint_product(x, w, at + 1, shape[4])
  split = torch.split_with_sizes(torch.view(projected, [b, t, heads + 2 * groups, size]), [heads + groups, groups], 2)
  turning = split[0]
  if shape[6] == 1:
    norms = at + self.stride(shape) - 6
    plain = torch.split_with_sizes(turning, [heads, groups], 2)
    turning = torch.cat([torch.rms_norm(plain[0], [size], w[norms], eps), torch.rms_norm(plain[1], [size], w[norms + 1], eps)], 2)
  q, k = torch.split_with_sizes(self.rotate(turning, cosines, sines), [heads, groups], 2)
  return q, k, split[1]

def output(self, mixed: Tensor, w: List[Tensor], at: int, shape: List[int]) -> Tensor:
  # What attention adds to the residual stream, (B, T, C), of its result (B, H, T, D).
  joined = torch.flatten(torch.transpose(mixed, 1, 2), 2, 3)
  return self.product(joined, w, at + 4 + 3 * shape[4], shape[5])

def mixed(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], eps: float, angles: Tensor, mask: Optional[Tensor]) -> Tensor:
  # Causal grouped-query attention before its output projection, (B, H, T, D); x (B, T, C) is already normalized. A mask is one of `window`.
  heads, groups = shape[1], shape[2]
  q, k, v = self.projections(x, w, at, shape, eps, torch.unsqueeze(angles[0], 1), torch.unsqueeze(angles[1], 1))
  if groups != heads:
    # The flash kernel wants equal head counts; `enable_gqa` would fall back to the slow one.
    k = torch.repeat_interleave(k, heads // groups, 2)
    v = torch.repeat_interleave(v, heads // groups, 2)
  return torch.scaled_dot_product_attention(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), mask, 0., mask is None)

def attention(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], eps: float, angles: Tensor, mask: Optional[Tensor]) -> Tensor:
  # Causal grouped-query attention without the residual, (B, T, C).
  return self.output(self.mixed(x, w, at, shape, eps, angles, mask), w, at, shape)

def neurons(self, x: Tensor, w: List[Tensor], gate: int) -> Tensor:
  # The MLP's inner activation silu(gate(x)) * up(x), (B, T, I); up's weight follows gate's.
  return torch.mul(torch.silu(self.product(x, w, gate, 0)), self.product(x, w, gate + 1, 0))

def fed_forward(self, x: Tensor, w: List[Tensor], mlp: int, eps: float) -> Tensor:
  # The residual stream (B, T, C) after a layer's MLP, whose first weight is the norm's.
  normal = torch.rms_norm(x, [torch.size(x, 2)], w[mlp], eps)
  return torch.add(x, self.product(self.neurons(normal, w, mlp + 1), w, mlp + 3, 0))

def attended(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], eps: float, angles: Tensor, mask: Optional[Tensor]) -> Tensor:
  # The residual stream (B, T, C) after a layer's attention.
  normal = torch.rms_norm(x, [torch.size(x, 2)], w[at], eps)
  return torch.add(x, self.attention(normal, w, at, shape, eps, angles, mask))

def hidden(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, tokens: Tensor) -> Tensor:
  # The normalized output of the last layer, (B, T, C), for token ids (B, T) int64.
  c = torch.size(w[0], 1)
  x = torch.embedding(w[0], tokens)
  angles = self.angles(torch.size(tokens, 1), rotary, tokens.device)
  stride = self.stride(shape)
  size, mask = 0, self.window(x, 0)
  for layer in range(shape[0]):
    at = 1 + layer * stride
    if shape[7 + layer] != size:
      size = shape[7 + layer]
      mask = self.window(x, size)
    x = self.attended(x, w, at, shape, eps, angles, mask)
    x = self.fed_forward(x, w, at + stride - 4, eps)
  return torch.rms_norm(x, [c], w[1 + shape[0] * stride], eps)

def head(self, w: List[Tensor], shape: List[int]) -> int:
  # Where the output projection (V, C) is: the last weight, or the embedding where the two are tied. Scales double the list.
  untied = 2 + shape[0] * self.stride(shape)
  if len(w) == untied or len(w) == 2 * untied:
    return 0
  return untied

def logits(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, tokens: Tensor) -> Tensor:
  # (B, T, V)
  torch.set_grad_enabled(False)
  return self.product(self.hidden(w, shape, rotary, eps, tokens), w, self.head(w, shape), 0)
