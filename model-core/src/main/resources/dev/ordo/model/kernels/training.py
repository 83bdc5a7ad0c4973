# Training: the loss of language modelling and distillation with its exact gradient, clipping and AdamW.
#
# The head is differentiated by hand, some positions at a time: the logits (N, V) of a whole batch are never held, and
# each piece is read while it is still in the cache. Autograd differentiates the rest. N = B * T scored positions.

def head_loss(self, h: Tensor, head: Tensor, targets: Tensor, teacher_h: Tensor, teacher_head: Tensor, ce: float, kl: float, divergence: str, temperature: float, piece: int, dhead: Tensor) -> List[Tensor]:
  # loss = ce * mean NLL + kl * temperature^2 * mean divergence between teacher and student, both softened by the temperature.
  # h (N, C), targets (N). Returns [sums (2) float64 of NLL and of divergence * temperature^2, dloss/dh (N, C)] and adds
  # dloss/dhead to dhead (V, C). teacher_h is empty where there is no teacher.
  n = torch.size(h, 0)
  dh = torch.empty_like(h)
  sums = torch.zeros([2], dtype=7, layout=None, device=h.device)
  for start in range(0, n, piece):
    count = min(piece, n - start)
    x = torch.narrow(h, 0, start, count)
    target = torch.unsqueeze(torch.narrow(targets, 0, start, count), 1)
    logits = torch.linear(x, head)
    log_p = torch.log_softmax(logits, -1)
    torch.sub_(sums[0], torch.sum(torch.gather(log_p, 1, target), dtype=7))
    soft = log_p
    if kl != 0. and temperature != 1.:
      soft = torch.log_softmax(torch.div_(logits, temperature), -1)
    if kl != 0.:
      teacher_logits = torch.linear(torch.narrow(teacher_h, 0, start, count), teacher_head)
      log_t = torch.log_softmax(torch.div_(teacher_logits, temperature), -1)
      total, d = self.divergence_of(divergence, log_t, soft, kl * temperature)
      torch.add_(sums[1], total, alpha=temperature * temperature)
      d = torch.add_(d, torch.exp_(log_p), alpha=ce)
    else:
      d = torch.mul_(torch.exp_(log_p), ce)
    d = torch.scatter_add_(d, 1, target, torch.full_like(x[:, :1], 0. - ce))
    d = torch.div_(d, n)
    torch.copy_(torch.narrow(dh, 0, start, count), torch.matmul(d, head))
    torch.addmm_(dhead, torch.t(d), x)
  return [sums, dh]

def gradients(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, teacher: List[Tensor], teacher_shape: List[int], teacher_rotary: List[float], teacher_eps: float, tokens: Tensor, rows: Tensor, ce: float, kl: float, divergence: str, temperature: float) -> List[Tensor]:
  # tokens (B, T + 1): position t is scored on token t + 1. rows (R): which of the N positions count; empty: all do.
  # Returns [sums (2)] and then the gradient of each weight.
  torch.set_grad_enabled(False)
  inputs = torch.contiguous(torch.narrow(tokens, 1, 0, torch.size(tokens, 1) - 1))
  targets = torch.reshape(torch.narrow(tokens, 1, 1, torch.size(tokens, 1) - 1), [-1])
  teacher_h = torch.empty([0], dtype=6, layout=None, device=tokens.device)
  teacher_head = teacher_h
  if kl != 0.:
    teacher_h = torch.flatten(self.hidden(teacher, teacher_shape, teacher_rotary, teacher_eps, inputs), 0, 1)
    teacher_head = teacher[self.head(teacher, teacher_shape)]
  leaves = [torch.requires_grad_(torch.detach(p), True) for p in w]
  torch.set_grad_enabled(True)
  h = self.hidden(leaves, shape, rotary, eps, inputs)
  torch.set_grad_enabled(False)
  states = torch.flatten(torch.detach(h), 0, 1)
  if torch.size(rows, 0) > 0:
    targets = torch.index_select(targets, 0, rows)
    states = torch.index_select(states, 0, rows)
    if kl != 0.:
      teacher_h = torch.index_select(teacher_h, 0, rows)
  head = w[self.head(w, shape)]
  dhead = torch.zeros_like(head)
  scored = self.head_loss(states, head, targets, teacher_h, teacher_head, ce, kl, divergence, temperature, 256, dhead)
  body = leaves[:2 + shape[0] * self.stride(shape)]
  dh = scored[1]
  if torch.size(rows, 0) > 0:
    dh = torch.index_copy(torch.zeros_like(torch.flatten(torch.detach(h), 0, 1)), 0, rows, dh)
  upstream = annotate(List[Optional[Tensor]], [torch.view_as(dh, h)])
  found = torch.grad([h], body, upstream, False, False, False)
  result = [scored[0]]
  for g in found:
    result.append(torch.contiguous(unchecked_cast(Tensor, g)))
  if len(w) > len(body):
    result.append(dhead)
  else:
    torch.add_(result[1], dhead)
  return result

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
