# The decoder of the Qwen2 and Llama families, as one function over a flat list of weights.
#
# Written in the dialect that TorchScript archives hold: every function is a method of one module, so `self` comes
# first, and types are spelled out. B batch, T positions, C hidden size, H query heads, G key/value heads, D head size,
# I intermediate size, V vocabulary. All floating-point tensors are float32.
#
# `w` lists the weights in the order of dev.ordo.model.decoder.ParameterLayout:
#   embed_tokens (V, C); for every layer input_layernorm (C), q (H*D, C), k (G*D, C), v (G*D, C),
#   [their three biases], o (C, H*D), [its bias (C)], post_attention_layernorm (C), gate (I, C), up (I, C), down (C, I);
#   norm (C); lm_head (V, C) unless the embedding is tied.
# `shape` is [layers, H, G, D, 1 if q, k and v have biases else 0, 1 if o has one else 0].

def rotary(self, positions: int, head_size: int, theta: float, device: Device) -> Tensor:
  # Cosines and sines of the rotation angles, (2, T, D/2). Computed in float32, as the reference does.
  exponents = torch.div(torch.arange(0, head_size, 2, dtype=6, layout=None, device=device, pin_memory=None), head_size)
  frequencies = torch.reciprocal(torch.pow(theta, exponents))
  steps = torch.arange(positions, dtype=6, layout=None, device=device, pin_memory=None)
  angles = torch.mul(torch.unsqueeze(steps, 1), torch.unsqueeze(frequencies, 0))
  return torch.stack([torch.cos(angles), torch.sin(angles)])

def rotate(self, x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
  # Rotates each head's pairs (i, i + D/2) by its position's angle; x is (B, T, heads, D), cosines (T, 1, D/2).
  first, second = torch.chunk(x, 2, -1)
  turned = torch.sub(torch.mul(first, cosines), torch.mul(second, sines))
  other = torch.add(torch.mul(second, cosines), torch.mul(first, sines))
  return torch.to(torch.cat([turned, other], -1), x.dtype)

def stride(self, shape: List[int]) -> int:
  # How many weights a layer has.
  return 9 + 3 * shape[4] + shape[5]

def projections(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], cosines: Tensor, sines: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  # Queries (B, T, H, D), keys and values (B, T, G, D) of normalized x (B, T, C); queries and keys are turned.
  heads, groups, size = shape[1], shape[2], shape[3]
  b, t = torch.size(x, 0), torch.size(x, 1)
  packed = torch.cat([w[at + 1], w[at + 2], w[at + 3]])
  if shape[4] == 1:
    bias = torch.cat([w[at + 4], w[at + 5], w[at + 6]])
    projected = torch.linear(x, packed, bias)
  else:
    projected = torch.linear(x, packed)
  split = torch.split_with_sizes(torch.view(projected, [b, t, heads + 2 * groups, size]), [heads + groups, groups], 2)
  q, k = torch.split_with_sizes(self.rotate(split[0], cosines, sines), [heads, groups], 2)
  return q, k, split[1]

def output(self, mixed: Tensor, w: List[Tensor], at: int, shape: List[int]) -> Tensor:
  # What attention adds to the residual stream, (B, T, C), of its result (B, H, T, D).
  joined = torch.flatten(torch.transpose(mixed, 1, 2), 2, 3)
  o = at + 4 + 3 * shape[4]
  if shape[5] == 1:
    return torch.linear(joined, w[o], w[o + 1])
  return torch.linear(joined, w[o])

def attention(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], angles: Tensor) -> Tensor:
  # Causal grouped-query attention without the residual; x (B, T, C) is already normalized.
  heads, groups = shape[1], shape[2]
  q, k, v = self.projections(x, w, at, shape, torch.unsqueeze(angles[0], 1), torch.unsqueeze(angles[1], 1))
  if groups != heads:
    # The flash kernel wants equal head counts; `enable_gqa` would fall back to the slow one.
    k = torch.repeat_interleave(k, heads // groups, 2)
    v = torch.repeat_interleave(v, heads // groups, 2)
  mixed = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), None, 0., True)
  return self.output(mixed, w, at, shape)

def neurons(self, x: Tensor, gate: Tensor, up: Tensor) -> Tensor:
  # The MLP's inner activation silu(gate(x)) * up(x), (B, T, I).
  return torch.mul(torch.silu(torch.linear(x, gate)), torch.linear(x, up))

def fed_forward(self, x: Tensor, w: List[Tensor], mlp: int, eps: float) -> Tensor:
  # The residual stream (B, T, C) after a layer's MLP, whose first weight is the norm's.
  normal = torch.rms_norm(x, [torch.size(x, 2)], w[mlp], eps)
  return torch.add(x, torch.linear(self.neurons(normal, w[mlp + 1], w[mlp + 2]), w[mlp + 3]))

def attended(self, x: Tensor, w: List[Tensor], at: int, shape: List[int], angles: Tensor, eps: float) -> Tensor:
  # The residual stream (B, T, C) after a layer's attention.
  normal = torch.rms_norm(x, [torch.size(x, 2)], w[at], eps)
  return torch.add(x, self.attention(normal, w, at, shape, angles))

def hidden(self, w: List[Tensor], tokens: Tensor, shape: List[int], theta: float, eps: float) -> Tensor:
  # The normalized output of the last layer, (B, T, C), for token ids (B, T) int64.
  c = torch.size(w[0], 1)
  x = torch.embedding(w[0], tokens)
  angles = self.rotary(torch.size(tokens, 1), shape[3], theta, tokens.device)
  stride = self.stride(shape)
  for layer in range(shape[0]):
    at = 1 + layer * stride
    x = self.attended(x, w, at, shape, angles, eps)
    x = self.fed_forward(x, w, at + stride - 4, eps)
  return torch.rms_norm(x, [c], w[1 + shape[0] * stride], eps)

def head(self, w: List[Tensor], shape: List[int]) -> Tensor:
  # The output projection (V, C): the last weight, or the embedding where the two are tied.
  untied = 2 + shape[0] * self.stride(shape)
  if len(w) > untied:
    return w[untied]
  return w[0]

def logits(self, w: List[Tensor], tokens: Tensor, shape: List[int], theta: float, eps: float) -> Tensor:
  # (B, T, V)
  torch.set_grad_enabled(False)
  return torch.linear(self.hidden(w, tokens, shape, theta, eps), self.head(w, shape))
