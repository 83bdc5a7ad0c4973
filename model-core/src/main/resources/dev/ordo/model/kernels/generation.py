# Reading a prompt, then one token at a time, with the keys and values of all that was read kept.
#
# Sequences are padded on the left, so that all end in the same column; a row's first token stands in column pads[row].

def visible(self, pads: Tensor, at: int, t: int, shape: List[int], size: int) -> Tensor:
  # Which columns each of t new ones, the first being column `at`, attends to: (B, 1, H/G * t, at + t) bool, or for all rows alike,
  # (1, ...), where pads is empty; no more than the last `size`, unless that is 0. Padding sees itself alone, for a row that sees nothing
  # would be no number.
  device = pads.device
  columns = torch.arange(at + t, dtype=4, layout=None, device=device, pin_memory=None)
  rows = torch.unsqueeze(torch.arange(at, at + t, dtype=4, layout=None, device=device, pin_memory=None), 1)
  seen = torch.view(torch.le(columns, rows), [1, 1, t, at + t])
  if torch.size(pads, 0) > 0:
    seen = torch.logical_and(torch.ge(columns, torch.view(pads, [-1, 1, 1, 1])), seen)
  if size > 0:
    seen = torch.logical_and(seen, torch.gt(columns, torch.sub(rows, size)))
  return torch.repeat(torch.logical_or(seen, torch.eq(columns, rows)), [1, 1, shape[1] // shape[2], 1])

def mask(self, pads: Tensor, at: int, t: int, shape: List[int], size: int) -> Optional[Tensor]:
  # What `visible` says, or nothing where all that was read is seen: by one column, of texts of one length, within a window.
  if t == 1 and torch.size(pads, 0) == 0 and (size == 0 or at < size):
    return None
  return self.visible(pads, at, t, shape, size)

def cached_attention(self, x: Tensor, w: List[Tensor], first: int, shape: List[int], eps: float, angles: List[Tensor], mask: Optional[Tensor], kept: Tensor, at: int) -> Tensor:
  # Attention of normalized x (B, T, C), whose first column is `at`, to itself and to what is kept, (B, 2 G, S, D), keys and then values,
  # where it adds its own. The query heads of a key/value head are rows of one matrix.
  heads, groups, size = shape[1], shape[2], shape[3]
  b, t = torch.size(x, 0), torch.size(x, 1)
  q, kv = torch.split_with_sizes(self.projections(x, w, first, shape, eps, angles), [heads, 2 * groups], 2)
  torch.copy_(torch.narrow(kept, 2, at, t), torch.transpose(kv, 1, 2))
  k, v = torch.chunk(torch.narrow(kept, 2, 0, at + t), 2, 1)
  turned = torch.reshape(torch.transpose(q, 1, 2), [b, groups, -1, size])
  mixed = torch.scaled_dot_product_attention(turned, k, v, mask)
  return self.output(torch.reshape(mixed, [b, heads, t, size]), w, first, shape)

def next_logits(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, tokens: Tensor, pads: Tensor, cache: Tensor, at: int) -> Tensor:
  # Reads tokens (B, T) int64, the first being column `at`, and scores what comes after the last: (B, V) float32. pads (B) int64, or empty
  # where there are none; cache (layers, B, 2 G, S, D) holds what was read before, and then these, too.
  t = torch.size(tokens, 1)
  x = torch.embedding(w[0], tokens)
  positions = torch.arange(at, at + t, dtype=4, layout=None, device=tokens.device, pin_memory=None)
  if torch.size(pads, 0) > 0:
    positions = torch.clamp(torch.sub(positions, torch.unsqueeze(pads, 1)), 0)
  angles = self.angles(positions, rotary, x.dtype)
  size, mask = 0, self.mask(pads, at, t, shape, 0)
  stride = self.stride(shape)
  for layer in range(shape[0]):
    first = 1 + layer * stride
    if shape[8 + layer] != size:
      size = shape[8 + layer]
      mask = self.mask(pads, at, t, shape, size)
    normal = self.normal(x, w, first, eps)
    x = torch.add(x, self.cached_attention(normal, w, first, shape, eps, angles, mask, cache[layer], at))
    x = self.fed_forward(x, w, first, shape, eps)
  last = self.normal(torch.select(x, 1, t - 1), w, 1 + shape[0] * stride, eps)
  return torch.to(self.product(last, w, self.head(w, shape), 0), 6)
