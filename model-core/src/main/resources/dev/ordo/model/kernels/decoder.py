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
#     Joined, for inference alone: q, k and v are one weight, ((H + 2G)*D, C), their biases one, gate and up one, (2I, C).
#     If some are packed, as many tensors follow: their scales, and empty ones;
#   shape: [layers, H, G, D, 1 if q, k and v have biases else 0, 1 if o has one else 0, 1 if q and k have norms else 0,
#     1 if weights are joined else 0, and for every layer how many positions one attends to, itself included: 0 for all before];
#   rotary: [factor of cosines and sines, and the D/2 rates of rotation, in radians per position];
#   eps: of every norm.

def rotary_powers(self, theta: float, head_size: int, device: str) -> Tensor:
  # theta^(2i/D) for i < D/2, float32, rounded as the reference's are.
  exponents = torch.div(torch.arange(0, head_size, 2, dtype=6, layout=None, device=torch.device(device), pin_memory=None), head_size)
  return torch.pow(theta, exponents)

def angles(self, positions: Tensor, rotary: List[float], dtype: int) -> List[Tensor]:
  # Cosines and sines of the angles by which positions (..., T) int64 turn: two of (..., T, 1, D), the first half's sines negative, so
  # that `rotate` is x * cosines + swapped x * sines. Computed in float32, as the reference does, and then of the given type.
  rates = torch.tensor(rotary[1:], dtype=6, device=positions.device)
  turns = torch.unsqueeze(torch.mul(torch.unsqueeze(torch.to(positions, 6), -1), rates), -2)
  cosines, sines = torch.cos(turns), torch.sin(turns)
  if rotary[0] != 1.:
    cosines, sines = torch.mul(cosines, rotary[0]), torch.mul(sines, rotary[0])
  return [torch.to(torch.cat([cosines, cosines], -1), dtype), torch.to(torch.cat([torch.neg(sines), sines], -1), dtype)]

def steps(self, x: Tensor) -> Tensor:
  # The positions of x (B, T, ...), (T) int64.
  return torch.arange(torch.size(x, 1), dtype=4, layout=None, device=x.device, pin_memory=None)

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

def rotate(self, x: Tensor, angles: List[Tensor]) -> Tensor:
  # Rotates each head's pairs (i, i + D/2) by its position's angle; x is (B, T, heads, D).
  swapped = torch.roll(x, [torch.size(x, -1) // 2], [-1])
  return torch.add(torch.mul(x, angles[0]), torch.mul(swapped, angles[1]))

def rotate_(self, x: Tensor, angles: List[Tensor]) -> Tensor:
  # The same in place.
  swapped = torch.mul_(torch.roll(x, [torch.size(x, -1) // 2], [-1]), angles[1])
  return torch.add_(torch.mul_(x, angles[0]), swapped)

def stride(self, shape: List[int]) -> int:
  # How many weights a layer has.
  if shape[7] == 1:
    return 6 + shape[4] + shape[5] + 2 * shape[6]
  return 9 + 3 * shape[4] + shape[5] + 2 * shape[6]

def mlp(self, shape: List[int]) -> int:
  # Where in a layer the MLP's norm is; its weights are the rest.
  return self.stride(shape) - 4 + shape[7]

def outward(self, shape: List[int]) -> int:
  # Where in a layer o is.
  if shape[7] == 1:
    return 2 + shape[4]
  return 4 + 3 * shape[4]

def projections(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], eps: float, angles: List[Tensor]) -> Tensor:
  # Queries, keys and values of normalized x (B, T, C), side by side: (B, T, H + 2G, D); queries and keys are turned.
  heads, groups, size = shape[1], shape[2], shape[3]
  sizes = [torch.size(x, 0), torch.size(x, 1), heads + 2 * groups, size]
  if shape[7] == 1:
    projected = torch.view(self.product(x, w, at + 1, shape[4]), sizes)
  else:
    projected = torch.view(self.joint_product(x, w, at + 1, shape[4]), sizes)
  split = torch.split_with_sizes(projected, [heads + groups, groups], 2)
  turning = split[0]
  if shape[6] == 1:
    norms = at + self.mlp(shape) - 2
    plain = torch.split_with_sizes(turning, [heads, groups], 2)
    turning = torch.cat([torch.rms_norm(plain[0], [size], w[norms], eps), torch.rms_norm(plain[1], [size], w[norms + 1], eps)], 2)
  elif shape[7] == 1:
    self.rotate_(turning, angles)
    return projected
  return torch.cat([self.rotate(turning, angles), split[1]], 2)

def output(self, mixed: Tensor, w: List[Tensor], at: int, shape: List[int]) -> Tensor:
  # What attention adds to the residual stream, (B, T, C), of its result (B, H, T, D).
  joined = torch.flatten(torch.transpose(mixed, 1, 2), 2, 3)
  return self.product(joined, w, at + self.outward(shape), shape[5])

def mixed(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], eps: float, angles: List[Tensor], mask: Optional[Tensor]) -> Tensor:
  # Causal grouped-query attention before its output projection, (B, H, T, D); x (B, T, C) is already normalized. A mask is one of `window`.
  heads, groups = shape[1], shape[2]
  q, k, v = torch.split_with_sizes(self.projections(x, w, at, shape, eps, angles), [heads, groups, groups], 2)
  if groups != heads:
    # The flash kernel wants equal head counts; `enable_gqa` would fall back to the slow one.
    k = torch.repeat_interleave(k, heads // groups, 2)
    v = torch.repeat_interleave(v, heads // groups, 2)
  return torch.scaled_dot_product_attention(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), mask, 0., mask is None)

def attention(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], eps: float, angles: List[Tensor], mask: Optional[Tensor]) -> Tensor:
  # Causal grouped-query attention without the residual, (B, T, C).
  return self.output(self.mixed(x, w, at, shape, eps, angles, mask), w, at, shape)

def neurons(self, x: Tensor, w: List[Tensor], gate: int, joined: int) -> Tensor:
  # The MLP's inner activation silu(gate(x)) * up(x), (B, T, I); up's weight follows gate's, or, if `joined` is 1, is in the same.
  if joined == 1:
    gated, up = torch.chunk(self.product(x, w, gate, 0), 2, -1)
    return torch.mul_(torch.silu_(gated), up)
  return torch.mul_(torch.silu_(self.product(x, w, gate, 0)), self.product(x, w, gate + 1, 0))

def normal(self, x: Tensor, w: List[Tensor], at: int, eps: float) -> Tensor:
  # x (..., C) over the root of the mean of its squares, times the norm's weight.
  c = torch.size(x, -1)
  if torch.numel(x) == c and x.dtype == 15:
    # One row. A scale that is one number counts as float32 and leaves the product in bfloat16, so this rounds where `rms_norm` does.
    length = torch.linalg_vector_norm(x, dtype=6)
    scale = torch.rsqrt_(torch.add_(torch.div_(torch.mul(length, length), c), eps))
    return torch.mul_(torch.mul(x, scale), w[at])
  if x.dtype == 6:
    # `rms_norm` bit for bit, in less memory.
    scale = torch.rsqrt_(torch.add_(torch.mean(torch.mul(x, x), [-1], True), eps))
    return torch.mul_(torch.mul(x, scale), w[at])
  return torch.rms_norm(x, [c], w[at], eps)

def fed_forward(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], eps: float) -> Tensor:
  # The residual stream (B, T, C) after the MLP of the layer whose first weight is `at`.
  mlp = at + self.mlp(shape)
  return torch.add_(self.product(self.neurons(self.normal(x, w, mlp, eps), w, mlp + 1, shape[7]), w, at + self.stride(shape) - 1, 0), x)

def attended(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], eps: float, angles: List[Tensor], mask: Optional[Tensor]) -> Tensor:
  # The residual stream (B, T, C) after a layer's attention.
  return torch.add_(self.attention(self.normal(x, w, at, eps), w, at, shape, eps, angles, mask), x)

def hidden(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, tokens: Tensor) -> Tensor:
  # The normalized output of the last layer, (B, T, C), for token ids (B, T) int64.
  x = torch.embedding(w[0], tokens)
  angles = self.angles(self.steps(tokens), rotary, x.dtype)
  stride = self.stride(shape)
  size, mask = 0, self.window(x, 0)
  for layer in range(shape[0]):
    at = 1 + layer * stride
    if shape[8 + layer] != size:
      size = shape[8 + layer]
      mask = self.window(x, size)
    x = self.attended(x, w, at, shape, eps, angles, mask)
    x = self.fed_forward(x, w, at, shape, eps)
  return self.normal(x, w, 1 + shape[0] * stride, eps)

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
