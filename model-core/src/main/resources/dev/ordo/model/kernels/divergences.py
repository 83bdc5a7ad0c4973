# Divergences between a teacher's distribution p and a student's q, each a softmax of logits over T, with their exact gradients.
#
# With u the student's logits over T, log q = log_softmax(u), and for any D(q):
#   dD/du_i = q_i (g_i - sum_j q_j g_j), g = dD/dq.
# P positions, V vocabulary. `log_q` is only read; `log_p` is the callee's to write over. Each function returns the divergence
# summed over positions, float64, and `scale` times its gradient by u, (P, V).

def divergence_of(self, name: str, log_p: Tensor, log_q: Tensor, scale: float) -> Tuple[Tensor, Tensor]:
  # What dev.ordo.model.training.Divergence names.
  if name == "reverse-kl":
    return self.reverse_kl(log_p, log_q, scale)
  if name == "jensen-shannon":
    return self.jensen_shannon(log_p, log_q, scale)
  assert name == "forward-kl"
  return self.forward_kl(log_p, log_q, scale)

def forward_kl(self, log_p: Tensor, log_q: Tensor, scale: float) -> Tuple[Tensor, Tensor]:
  # KL(p || q) (Hinton et al. 2015): g = -p / q, so the gradient is q - p.
  p = torch.exp(log_p)
  total = torch.sum(torch.mul_(torch.sub_(log_p, log_q), p), dtype=7)
  return total, torch.mul_(torch.sub_(p, torch.exp(log_q)), 0. - scale)

def reverse_kl(self, log_p: Tensor, log_q: Tensor, scale: float) -> Tuple[Tensor, Tensor]:
  # KL(q || p), what MiniLLM minimizes (Gu et al. 2024, equation 1): g = log q - log p + 1.
  return self.relative_to(torch.sub_(log_p, log_q), log_q, scale)

def jensen_shannon(self, log_p: Tensor, log_q: Tensor, scale: float) -> Tuple[Tensor, Tensor]:
  # KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2: GKD's generalized JSD (Agarwal et al. 2024, equation 1) at beta = 0.5.
  # g = log(q / m) / 2, since what m moves by cancels.
  log_m = torch.sub_(torch.logaddexp(log_p, log_q), 0.6931471805599453)
  p = torch.exp(log_p)
  ours = torch.sum(torch.mul_(torch.sub_(log_p, log_m), p), dtype=7)
  theirs, gradient = self.relative_to(torch.sub_(log_m, log_q), log_q, 0.5 * scale)
  return torch.mul(torch.add(ours, theirs), 0.5), gradient

def relative_to(self, log_ratio: Tensor, log_q: Tensor, scale: float) -> Tuple[Tensor, Tensor]:
  # KL(q || r) of log_ratio = log r - log q, which is written over, and its gradient by u where r is held fixed.
  q = torch.exp(log_q)
  divergences = torch.neg(torch.sum(torch.mul(q, log_ratio), -1, True, dtype=7))
  gradient = torch.mul_(torch.add_(log_ratio, torch.to(divergences, log_ratio.dtype)), q)
  return torch.sum(divergences), torch.mul_(gradient, 0. - scale)
