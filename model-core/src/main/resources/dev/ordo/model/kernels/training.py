# Training: the loss of language modelling and distillation with its exact gradient, clipping and AdamW.
#
# All is differentiated by hand: the layers as `layer_gradients.py` says, the head some positions at a time, so that the
# logits (N, V) of a whole batch are never held. N = B * T scored positions.

def head_loss(self, h: Tensor, head: Tensor, targets: Tensor, teacher_h: Tensor, teacher_head: Tensor, ce: float, kl: float, divergence: str, temperature: float, piece: int, dhead: Tensor) -> List[Tensor]:
  # loss = ce * mean NLL + kl * temperature^2 * mean divergence between teacher and student, both softened by the temperature.
  # h (N, C), targets (N). Returns [sums (2) float64 of NLL and of divergence * temperature^2, dloss/dh (N, C)] and writes
  # dloss/dhead to dhead (V, C), float32. teacher_h is empty where there is no teacher.
  n = torch.size(h, 0)
  dh = torch.empty_like(h)
  sums = torch.zeros([2], dtype=7, layout=None, device=h.device)
  for start in range(0, n, piece):
    count = min(piece, n - start)
    x = torch.narrow(h, 0, start, count)
    logits = torch.linear(x, head)
    teacher_logits = logits
    if kl != 0.:
      teacher_logits = torch.linear(torch.narrow(teacher_h, 0, start, count), teacher_head)
    self.to_gradients(logits, teacher_logits, torch.narrow(targets, 0, start, count), n, ce, kl, divergence, temperature, sums)
    torch.copy_(torch.narrow(dh, 0, start, count), torch.mm(logits, head))
    if start == 0:
      self.weight_gradient(dhead, logits, x)
    elif h.dtype == dhead.dtype:
      torch.addmm_(dhead, torch.t(logits), x)
    else:
      torch.add_(dhead, torch.mm(torch.t(logits), x))
  return [sums, dh]

def to_gradients(self, logits: Tensor, teacher_logits: Tensor, targets: Tensor, n: int, ce: float, kl: float, divergence: str, temperature: float, sums: Tensor) -> int:
  # Writes the gradient of the loss over n positions by logits (P, V) over them, some rows at a time, which fit the processor's
  # cache, and adds to the sums. Logits in bfloat16 are widened.
  rows = min(torch.size(logits, 0), max(1, 524288 // torch.size(logits, 1)))
  # Memory that is used again for every few rows: what is freed in such sizes is given back, and mapped and cleared anew.
  scaled = torch.empty_like(self.widened(torch.narrow(logits, 0, 0, rows)))
  spaces = [torch.empty_like(scaled), torch.empty_like(scaled), torch.empty_like(scaled)]
  for start in range(0, torch.size(logits, 0), rows):
    count = min(rows, torch.size(logits, 0) - start)
    place = torch.narrow(logits, 0, start, count)
    target = torch.unsqueeze(torch.narrow(targets, 0, start, count), 1)
    scores = self.widened(place)
    log_p = torch.log_softmax(scores, -1, out=torch.narrow(spaces[0], 0, 0, count))
    torch.sub_(sums[0], torch.sum(torch.gather(log_p, 1, target), dtype=7))
    soft = log_p
    if kl != 0. and temperature != 1.:
      softened = torch.div(scores, temperature, out=torch.narrow(scaled, 0, 0, count))
      soft = torch.log_softmax(softened, -1, out=torch.narrow(spaces[1], 0, 0, count))
    if kl != 0.:
      theirs = self.widened(torch.narrow(teacher_logits, 0, start, count))
      softened = torch.div(theirs, temperature, out=torch.narrow(scaled, 0, 0, count))
      log_t = torch.log_softmax(softened, -1, out=torch.narrow(spaces[2], 0, 0, count))
      total, d = self.divergence_of(divergence, log_t, soft, kl * temperature)
      torch.add_(sums[1], total, alpha=temperature * temperature)
      d = torch.add_(d, torch.exp_(log_p), alpha=ce)
    else:
      d = torch.mul_(torch.exp_(log_p), ce)
    d = torch.scatter_add_(d, 1, target, torch.full_like(d[:, :1], 0. - ce))
    torch.copy_(place, torch.div_(d, n))
  return 0

def widened(self, x: Tensor) -> Tensor:
  # bfloat16 as float32; what is wider stays as it is.
  if x.dtype == 15:
    return torch.to(x, 6)
  return x

def states(self, w: List[Tensor], s: List[Tensor], shape: List[int], rotary: List[float], eps: float, tokens: Tensor, keep: int, kept: List[List[Tensor]]) -> Tensor:
  # The normalized output of the last layer, (N, C) in the type of the matrices, for token ids (B, T). Appends, if `keep` is
  # 1, the input of every layer, and if it is 2, `layer_states`; and the output of the last layer.
  x = torch.to(torch.embedding(w[0], torch.flatten(tokens)), 6)
  angles = self.angles(self.steps(tokens), rotary, 6)
  for layer in range(shape[0]):
    found = self.layer_states(x, w, s, 1 + layer * self.stride(shape), shape, eps, angles, self.window(torch.unsqueeze(angles[0], 0), shape[8 + layer]))
    if keep == 1:
      kept.append([x])
    if keep == 2:
      kept.append(found[:8])
    x = found[8]
  if keep != 0:
    kept.append([x])
  return self.normalized(x, self.inverse_rms(x, eps), w[1 + shape[0] * self.stride(shape)], s[0].dtype)

def gradients(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, teacher: List[Tensor], teacher_shape: List[int], teacher_rotary: List[float], teacher_eps: float, tokens: Tensor, rows: Tensor, ce: float, kl: float, divergence: str, temperature: float, hidden: float, s: List[Tensor], checkpointing: bool, found: List[Tensor]) -> Tensor:
  # tokens (B, T + 1): position t is scored on token t + 1. rows (R): which of the N positions count; empty: all do.
  # s: of what w is rounded to and computed with in place of w, as `layer_gradients.py` says; empty: w. checkpointing: keep the inputs of layers alone,
  # and compute the rest again on the way back (Chen et al. 2016).
  # hidden: weight of the mean over layers and positions that count of 1 - cos between the streams after a layer of the student and after the
  # teacher's of the same depth.
  # Returns the sums (3) float64 over positions of NLL, of divergence * temperature^2, and of 1 - cos (0 where hidden is), and writes the gradient
  # of each weight to found, float32 of its shape.
  torch.set_grad_enabled(False)
  if len(s) == 0:
    s = w
  else:
    torch._foreach_copy_(s, w)
  inputs = torch.contiguous(torch.narrow(tokens, 1, 0, torch.size(tokens, 1) - 1))
  targets = torch.reshape(torch.narrow(tokens, 1, 1, torch.size(tokens, 1) - 1), [-1])
  kept = annotate(List[List[Tensor]], [])
  teacher_h = torch.empty([0], dtype=6, layout=None, device=tokens.device)
  teacher_head = teacher_h
  teacher_kept = annotate(List[List[Tensor]], [])
  if kl != 0. or hidden != 0.:
    teacher_h = self.states(teacher, teacher, teacher_shape, teacher_rotary, teacher_eps, inputs, int(hidden != 0.), teacher_kept)
    teacher_head = teacher[self.head(teacher, teacher_shape)]
  keep = 2
  if checkpointing:
    keep = 1
  h = self.states(w, s, shape, rotary, eps, inputs, keep, kept)
  scored = h
  if torch.size(rows, 0) > 0:
    targets = torch.index_select(targets, 0, rows)
    scored = torch.index_select(h, 0, rows)
    if kl != 0.:
      teacher_h = torch.index_select(teacher_h, 0, rows)
  head = self.head(w, shape)
  sums, dh = self.head_loss(scored, s[head], targets, teacher_h, teacher_head, ce, kl, divergence, temperature, 256, found[head])
  if torch.size(rows, 0) > 0:
    dh = torch.index_copy(torch.zeros_like(h), 0, rows, dh)
  streams, share = annotate(List[Tensor], []), torch.empty([0], dtype=6, layout=None, device=tokens.device)
  if hidden != 0.:
    streams = self.streams_of_depths([each[0] for each in teacher_kept], shape[0])
    share = self.shares(torch.size(h, 0), rows, shape[0])
    teacher_kept.clear()
  apart = self.back(dh, w, s, shape, rotary, eps, inputs, kept, streams, share, hidden / torch.size(scored, 0), found)
  return torch.cat([sums, apart])

def streams_of_depths(self, kept: List[Tensor], layers: int) -> List[Tensor]:
  # Of a teacher's streams before its layers, and after the last, those after the layers whose relative depths are nearest to those of `layers`
  # layers.
  found = annotate(List[Tensor], [])
  depths = len(kept) - 1
  for layer in range(1, layers + 1):
    found.append(kept[(2 * layer * depths + layers) // (2 * layers)])
  return found

def shares(self, n: int, rows: Tensor, layers: int) -> Tensor:
  # What a layer's position weighs, (N, 1): one over the layers if it counts, else nothing.
  if torch.size(rows, 0) == 0:
    return torch.full([n, 1], 1. / layers, dtype=6, layout=None, device=rows.device)
  share = torch.zeros([n, 1], dtype=6, layout=None, device=rows.device)
  return torch.index_fill_(share, 0, rows, 1. / layers)

def add_apart(self, d: Tensor, x: Tensor, teacher: Tensor, share: Tensor, scale: float, apart: Tensor) -> int:
  # Adds share * (1 - cos) of the rows of x (N, C) and of the teacher's to apart (1), float64, and its gradient by x, times scale, to d (N, C). Norms
  # are at least 1e-8, as torch's cosine_similarity has it.
  inverse = torch.reciprocal(torch.clamp_min(torch.linalg_vector_norm(x, 2, [-1], True), 1e-8))
  y = torch.mul(x, inverse)
  z = torch.div(teacher, torch.clamp_min(torch.linalg_vector_norm(teacher, 2, [-1], True), 1e-8))
  cos = torch.sum(torch.mul(y, z), [-1], True)
  torch.add_(apart, torch.sum(torch.mul(torch.rsub(cos, 1.), share), dtype=7))
  torch.add_(d, torch.mul_(torch.sub(torch.mul_(y, cos), z), torch.mul_(inverse, share)), alpha=scale)
  return 0

def back(self, d: Tensor, w: List[Tensor], s: List[Tensor], shape: List[int], rotary: List[float], eps: float, tokens: Tensor, kept: List[List[Tensor]], streams: List[Tensor], share: Tensor, scale: float, found: List[Tensor]) -> Tensor:
  # From the gradient d (N, C) of what `states` gives, which kept what the way back needs, to those of the weights. That of the
  # head is there already, and is added to where it is the embedding's. Of the streams after layers, where there are a teacher's, adds `add_apart`; returns
  # what is apart (1).
  apart = torch.zeros([1], dtype=7, layout=None, device=tokens.device)
  angles = self.angles(self.steps(tokens), rotary, 6)
  norm = 1 + shape[0] * self.stride(shape)
  x = kept.pop()[0]
  inverse = self.inverse_rms(x, eps)
  d = torch.mul_(self.normalized_back(d, x, inverse, w[norm], found[norm]), inverse)
  for behind in range(shape[0]):
    layer = shape[0] - 1 - behind
    at, mask = 1 + layer * self.stride(shape), self.window(torch.unsqueeze(angles[0], 0), shape[8 + layer])
    if len(streams) > 0:
      self.add_apart(d, x, streams[layer], share, scale, apart)
    states = kept.pop()
    x = states[0]
    if len(states) == 1:
      states = self.layer_states(states[0], w, s, at, shape, eps, angles, mask)
    d = self.layer_back(d, states, w, s, found, at, shape, eps, angles, mask)
  if self.head(w, shape) != 0:
    torch.zero_(found[0])
  torch.index_add_(found[0], 0, torch.flatten(tokens), d)
  return apart

def clip(self, gradients: List[Tensor], limit: float) -> Tensor:
  # Scales all gradients in place so that their joint L2 norm is at most limit (0: no limit); returns the norm before.
  # The list must be the caller's, as for adamw.
  norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients)))
  if limit > 0.:
    torch._foreach_mul_(gradients, torch.clamp_max(torch.div(limit, torch.add(norm, 0.000001)), 1.))
  return norm

def adamw(self, w: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], rate: float, beta1: float, beta2: float, eps: float, decay: float) -> int:
  # One AdamW step in place (Loshchilov and Hutter 2019). The lists must be the caller's: PyTorch's dead-code pass drops
  # an update of a list that was put together in the kernel.
  torch._foreach_add_(steps, 1)
  torch._fused_adamw_(w, g, m, v, [], steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
  return 0
