# Reading a prompt, then one token at a time, with the keys and values of all that was read kept.
#
# Sequences are padded on the left, so that all end in the same column; a row's first token stands in column pads[row].

def visible(self, pads: Tensor, at: int, t: int, shape: List[int], size: int) -> Tensor:
  # Which columns each of t new ones, the first being column `at`, attends to: (B, 1, H/G * t, at + t) bool; no more than the last
  # `size`, unless that is 0. Padding sees itself alone, for a row that sees nothing would be no number.
  device = pads.device
  columns = torch.arange(at + t, dtype=4, layout=None, device=device, pin_memory=None)
  rows = torch.unsqueeze(torch.arange(at, at + t, dtype=4, layout=None, device=device, pin_memory=None), 1)
  read = torch.ge(columns, torch.view(pads, [-1, 1, 1, 1]))
  seen = torch.logical_and(read, torch.le(columns, rows))
  if size > 0:
    seen = torch.logical_and(seen, torch.gt(columns, torch.sub(rows, size)))
  return torch.repeat(torch.logical_or(seen, torch.eq(columns, rows)), [1, 1, shape[1] // shape[2], 1])

def cached_attention(self, x: Tensor, w: List[Tensor], first: int, shape: List[int], eps: float, cosines: Tensor, sines: Tensor, mask: Tensor, kept: Tensor, at: int) -> Tensor:
  # Attention of normalized x (B, T, C), whose first column is `at`, to itself and to what is kept, (2, B, G, S, D), where it adds its own. The
  # query heads of a key/value head are rows of one matrix.
  groups, size = shape[2], shape[3]
  b, t = torch.size(x, 0), torch.size(x, 1)
  q, k, v = self.projections(x, w, first, shape, eps, cosines, sines)
  torch.copy_(torch.narrow(kept[0], 2, at, t), torch.transpose(k, 1, 2))
  torch.copy_(torch.narrow(kept[1], 2, at, t), torch.transpose(v, 1, 2))
  turned = torch.reshape(torch.transpose(q, 1, 2), [b, groups, -1, size])
  mixed = torch.scaled_dot_product_attention(turned, torch.narrow(kept[0], 2, 0, at + t), torch.narrow(kept[1], 2, 0, at + t), mask)
  return self.output(torch.reshape(mixed, [b, shape[1], t, size]), w, first, shape)

def next_logits(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, tokens: Tensor, pads: Tensor, cache: Tensor, at: int) -> Tensor:
  # Reads tokens (B, T) int64, the first being column `at`, and scores what comes after the last: (B, V) float32. pads (B) int64; cache
  # (layers, 2, B, G, S, D) holds what was read before, and then these, too.
  t = torch.size(tokens, 1)
  c = torch.size(w[0], 1)
  columns = torch.arange(at, at + t, dtype=4, layout=None, device=tokens.device, pin_memory=None)
  positions = torch.clamp(torch.sub(columns, torch.unsqueeze(pads, 1)), 0)
  angles = self.angles(at + t, rotary, tokens.device)
  cosines = torch.unsqueeze(torch.embedding(angles[0], positions), 2)
  sines = torch.unsqueeze(torch.embedding(angles[1], positions), 2)
  size, mask = 0, self.visible(pads, at, t, shape, 0)
  x = torch.embedding(w[0], tokens)
  stride = self.stride(shape)
  for layer in range(shape[0]):
    first = 1 + layer * stride
    if shape[7 + layer] != size:
      size = shape[7 + layer]
      mask = self.visible(pads, at, t, shape, size)
    normal = torch.rms_norm(x, [c], w[first], eps)
    x = torch.add(x, self.cached_attention(normal, w, first, shape, eps, cosines, sines, mask, cache[layer], at))
    x = self.fed_forward(x, w, first + stride - 4, eps)
  last = torch.rms_norm(torch.select(x, 1, t - 1), [c], w[1 + shape[0] * stride], eps)
  return torch.to(self.product(last, w, self.head(w, shape), 0), 6)
