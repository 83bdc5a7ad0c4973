# The decoder of `decoder.py` for training: forward, keeping what the way back needs, and back, by hand.
#
# Products are computed in the type of the matrices `s`, float32 or bfloat16; the residual stream, norms and the gradients of all
# parameters are float32. `w` are the parameters, of which norms are read, and `s` the same list with the matrices and biases
# to compute with: `w` itself, or bfloat16 copies (Micikevicius et al. 2018, section 3.1). N = B * T positions in rows.

def inverse_rms(self, x: Tensor, eps: float) -> Tensor:
  # (..., 1), float32, of x (..., C) over its last dimension.
  return torch.rsqrt_(torch.add_(torch.mean(torch.square(x), [-1], True), eps))

def normalized(self, x: Tensor, inverse: Tensor, weight: Tensor, dtype: int) -> Tensor:
  # The norm of x (..., C), float32, in the type of the product that it goes into.
  return torch.to(torch.mul_(torch.mul(x, inverse), weight), dtype)

def normalized_back(self, d: Tensor, x: Tensor, inverse: Tensor, weight: Tensor, found: Tensor) -> Tensor:
  # From the gradient d (N, C) of what `normalized` gives to that of x, (N, C) float32, not yet times `inverse`; that of the
  # weight (C) goes to `found`. With y = x * inverse: dx = inverse * (d w - y mean(d w y)).
  y = torch.mul(x, inverse)
  products = torch.mul(y, d)
  torch.copy_(found, torch.sum(products, [0]))
  weight = torch.to(weight, 6)
  means = torch.unsqueeze(torch.div_(torch.mv(products, weight), torch.size(x, -1)), -1)
  return torch.addcmul_(torch.mul(d, weight), y, means, value=-1)

def weight_gradient(self, found: Tensor, d: Tensor, x: Tensor) -> int:
  # Of a weight (R, K), float32, from the gradient d (N, R) of its product and its input x (N, K).
  if d.dtype == found.dtype:
    torch.mm(torch.t(d), x, out=found)
  else:
    torch.copy_(found, torch.mm(torch.t(d), x))
  return 0

def spread(self, x: Tensor, heads: int) -> Tensor:
  # Keys or values (B, T, G, D) for every query head, (B, H, T, D).
  if torch.size(x, 2) != heads:
    x = torch.repeat_interleave(x, heads // torch.size(x, 2), 2)
  return torch.transpose(x, 1, 2)

def gathered(self, d: Tensor, groups: int) -> Tensor:
  # The gradient of what was `spread`, (B, T, G, D), from (B, H, T, D).
  b, h, t, size = torch.size(d, 0), torch.size(d, 1), torch.size(d, 2), torch.size(d, 3)
  if h != groups:
    d = torch.sum(torch.reshape(d, [b, groups, h // groups, t, size]), [2])
  return torch.transpose(d, 1, 2)

def together(self, s: List[Tensor], at: int) -> Tensor:
  # Three weights, or biases, as one.
  return torch.cat([s[at], s[at + 1], s[at + 2]])

def query_norms(self, projected: Tensor, w: List[Tensor], at: int, shape: List[int], eps: float) -> Tensor:
  # Queries and keys (B, T, H + G, D), float32, from projections (B, T, H + 2 G, D), where the model norms them.
  norms = at + self.mlp(shape) - 2
  wide = torch.to(torch.narrow(projected, 2, 0, shape[1] + shape[2]), 6)
  inverse = self.inverse_rms(wide, eps)
  weights = torch.cat([torch.expand(w[norms], [shape[1], shape[3]]), torch.expand(w[norms + 1], [shape[2], shape[3]])])
  return torch.mul_(torch.mul(wide, inverse), weights)

def query_norms_back(self, d: Tensor, projected: Tensor, w: List[Tensor], found: List[Tensor], at: int, shape: List[int], eps: float) -> Tensor:
  # From the gradient d (B, T, H + G, D) of what `query_norms` gives to that of what it takes.
  norms = at + self.mlp(shape) - 2
  parts = annotate(List[Tensor], [])
  for which in range(2):
    start, count = which * shape[1], shape[1 + which]
    x = torch.to(torch.narrow(projected, 2, start, count), 6)
    inverse = torch.reshape(self.inverse_rms(x, eps), [-1, 1])
    rows = torch.reshape(x, [-1, shape[3]])
    part = self.normalized_back(torch.reshape(torch.narrow(d, 2, start, count), [-1, shape[3]]), rows, inverse, w[norms + which], found[norms + which])
    parts.append(torch.view_as(torch.mul_(part, inverse), x))
  return torch.cat(parts, 2)

def layer_states(self, x: Tensor, w: List[Tensor], s: List[Tensor], at: int, shape: List[int], eps: float, angles: List[Tensor], mask: Optional[Tensor]) -> List[Tensor]:
  # The layer whose weights begin at `at`. x (N, C) float32, angles as `angles` gives them. Returns what
  # `layer_back` needs: [x, projections (B, T, H + 2 G, D), queries and keys turned (B, T, H + G, D), result of attention
  # (B, H, T, D), its logsumexp, the stream after attention (N, C), gate and up (N, I)] and the stream after the layer (N, C).
  heads, groups = shape[1], shape[2]
  t, dtype, o = torch.size(angles[0], 0), s[at + 1].dtype, at + self.outward(shape)
  n = self.normalized(x, self.inverse_rms(x, eps), w[at], dtype)
  flat = torch.linear(n, self.together(s, at + 1))
  if shape[4] == 1:
    flat = torch.add_(flat, self.together(s, at + 4))
  projected = torch.reshape(flat, [-1, t, heads + 2 * groups, shape[3]])
  turning = torch.narrow(projected, 2, 0, heads + groups)
  if shape[6] == 1:
    turning = self.query_norms(projected, w, at, shape, eps)
  turned = torch.to(self.rotate(turning, angles), dtype)
  q, k = torch.split_with_sizes(turned, [heads, groups], 2)
  v = torch.narrow(projected, 2, heads + groups, groups)
  attended = self.attend(torch.transpose(q, 1, 2), self.spread(k, heads), self.spread(v, heads), mask)
  out = torch.linear(torch.reshape(torch.transpose(attended[0], 1, 2), [torch.size(x, 0), -1]), s[o])
  if shape[5] == 1:
    out = torch.add_(out, s[o + 1])
  middle = torch.add(x, out)
  mlp = at + self.mlp(shape)
  n = self.normalized(middle, self.inverse_rms(middle, eps), w[mlp], dtype)
  gate, up = torch.linear(n, s[mlp + 1]), torch.linear(n, s[mlp + 2])
  after = torch.add(middle, torch.linear(torch.mul_(torch.silu(gate), up), s[mlp + 3]))
  return [x, projected, turned, attended[0], attended[1], middle, gate, up, after]

def layer_back(self, d: Tensor, states: List[Tensor], w: List[Tensor], s: List[Tensor], found: List[Tensor], at: int, shape: List[int], eps: float, angles: List[Tensor], mask: Optional[Tensor]) -> Tensor:
  # From the gradient d (N, C), float32, of the stream after a layer to that of the stream before it; d is written over. states are
  # those of `layer_states`. Gradients of the layer's weights go to `found`, float32, whatever was there.
  d = self.mlp_back(d, states, w, s, found, at + self.mlp(shape), eps)
  return self.attention_back(d, states, w, s, found, at, shape, eps, angles, mask)

def mlp_back(self, d: Tensor, states: List[Tensor], w: List[Tensor], s: List[Tensor], found: List[Tensor], mlp: int, eps: float) -> Tensor:
  # From the gradient d (N, C) of the stream after the MLP to that of the stream before it.
  middle, gate, up = states[5], states[6], states[7]
  dtype = gate.dtype
  inverse = self.inverse_rms(middle, eps)
  rounded = torch.to(d, dtype)
  opened = torch.silu(gate)
  active = torch.mul(opened, up)
  self.weight_gradient(found[mlp + 3], rounded, active)
  dactive = torch.mm(rounded, s[mlp + 3])
  dup = torch.mul(dactive, opened)
  dgate = torch.silu_backward(torch.mul_(dactive, up), gate)
  n = self.normalized(middle, inverse, w[mlp], dtype)
  self.weight_gradient(found[mlp + 1], dgate, n)
  self.weight_gradient(found[mlp + 2], dup, n)
  dn = torch.addmm_(torch.mm(dgate, s[mlp + 1]), dup, s[mlp + 2])
  return torch.addcmul_(d, self.normalized_back(dn, middle, inverse, w[mlp], found[mlp]), inverse)

def attention_back(self, d: Tensor, states: List[Tensor], w: List[Tensor], s: List[Tensor], found: List[Tensor], at: int, shape: List[int], eps: float, angles: List[Tensor], mask: Optional[Tensor]) -> Tensor:
  # From the gradient d (N, C) of the stream after attention to that of the stream before it.
  x, projected, turned, mixed, logsumexp = states[0], states[1], states[2], states[3], states[4]
  heads, groups, dtype, o = shape[1], shape[2], projected.dtype, at + self.outward(shape)
  inverse = self.inverse_rms(x, eps)
  rounded = torch.to(d, dtype)
  self.weight_gradient(found[o], rounded, torch.reshape(torch.transpose(mixed, 1, 2), [torch.size(x, 0), -1]))
  if shape[5] == 1:
    torch.copy_(found[o + 1], torch.sum(d, [0]))
  b, t = torch.size(projected, 0), torch.size(projected, 1)
  dmixed = torch.transpose(torch.view(torch.mm(rounded, s[o]), [b, t, heads, shape[3]]), 1, 2)
  q, k = torch.split_with_sizes(turned, [heads, groups], 2)
  v = torch.narrow(projected, 2, heads + groups, groups)
  back = self.attend_back(dmixed, torch.transpose(q, 1, 2), self.spread(k, heads), self.spread(v, heads), mixed, logsumexp, mask)
  dturned = torch.cat([torch.transpose(back[0], 1, 2), self.gathered(back[1], groups)], 2)
  if shape[6] == 1:
    dturned = torch.to(dturned, 6)
  # Turning back is turning by the opposite angle.
  dturned = torch.to(self.rotate(dturned, [angles[0], torch.neg(angles[1])]), dturned.dtype)
  if shape[6] == 1:
    dturned = torch.to(self.query_norms_back(dturned, projected, w, found, at, shape, eps), dtype)
  dprojected = torch.view(torch.cat([dturned, self.gathered(back[2], groups)], 2), [b * t, -1])
  n = self.normalized(x, inverse, w[at], dtype)
  sizes = [torch.size(s[at + 1], 0), torch.size(s[at + 2], 0), torch.size(s[at + 3], 0)]
  parts = torch.split_with_sizes(torch.mm(torch.t(dprojected), n), sizes)
  for which in range(3):
    torch.copy_(found[at + 1 + which], parts[which])
  if shape[4] == 1:
    biases = torch.split_with_sizes(torch.sum(dprojected, [0], dtype=6), sizes)
    for which in range(3):
      torch.copy_(found[at + 4 + which], biases[which])
  dn = torch.mm(dprojected, self.together(s, at + 1))
  return torch.addcmul_(d, self.normalized_back(dn, x, inverse, w[at], found[at]), inverse)

def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]) -> List[Tensor]:
  # Causal attention of (B, H, T, D), or under a mask of `window`: the result, and what the way back needs of it beside.
  if q.is_cuda:
    return [torch.scaled_dot_product_attention(q, k, v, mask, 0., mask is None), torch.new_empty(q, [0])]
  return self.flash(q, k, v, mask)

def attend_back(self, d: Tensor, q: Tensor, k: Tensor, v: Tensor, result: Tensor, logsumexp: Tensor, mask: Optional[Tensor]) -> List[Tensor]:
  # The gradients of q, k and v from that of the result, d (B, H, T, D).
  if d.is_cuda:
    return self.attention_gradients(d, q, k, v, mask)
  return self.flash_back(d, q, k, v, result, logsumexp, mask)

def attention_gradients(self, d: Tensor, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]=None) -> List[Tensor]:
  # As `attend_back`, by computing attention again and differentiating it.
  leaves = [torch.requires_grad_(torch.detach(q), True), torch.requires_grad_(torch.detach(k), True), torch.requires_grad_(torch.detach(v), True)]
  torch.set_grad_enabled(True)
  again = torch.scaled_dot_product_attention(leaves[0], leaves[1], leaves[2], mask, 0., mask is None)
  torch.set_grad_enabled(False)
  upstream = annotate(List[Optional[Tensor]], [d])
  found = torch.grad([again], leaves, upstream, False, False, False)
  return [unchecked_cast(Tensor, each) for each in found]
