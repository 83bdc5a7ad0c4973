# Measuring: how well a model predicts a text, and how far its predictions are from another model's.

def score(self, w: List[Tensor], shape: List[int], rotary: List[float], eps: float, tokens: Tensor, rows: Tensor, states: Tensor, base_head: Tensor, compare: bool) -> Tensor:
  # tokens (B, T): all but each sequence's first are scored, or the positions in rows (R) if that is not empty. Returns (2) float64: the sum of their NLL, and, if `compare`, the
  # sum over the same positions of KL(baseline || model). states (B, T, C'), base_head (V, C') are the baseline's.
  piece = 256
  t = torch.size(tokens, 1)
  targets = torch.reshape(torch.narrow(tokens, 1, 1, t - 1), [-1])
  h = torch.flatten(torch.narrow(self.hidden(w, shape, rotary, eps, tokens), 1, 0, t - 1), 0, 1)
  head = self.matrix(w, self.head(w, shape), torch.size(h, -1), h.dtype)
  base_h = h
  if compare:
    base_h = torch.flatten(torch.narrow(states, 1, 0, t - 1), 0, 1)
  if torch.size(rows, 0) > 0:
    targets = torch.index_select(targets, 0, rows)
    h = torch.index_select(h, 0, rows)
    base_h = h
    if compare:
      base_h = torch.index_select(torch.flatten(torch.narrow(states, 1, 0, t - 1), 0, 1), 0, rows)
  n = torch.size(h, 0)
  sums = torch.zeros([2], dtype=7, layout=None, device=h.device)
  for start in range(0, n, piece):
    count = min(piece, n - start)
    log_p = torch.log_softmax(torch.linear(torch.narrow(h, 0, start, count), head), -1)
    target = torch.unsqueeze(torch.narrow(targets, 0, start, count), 1)
    torch.sub_(sums[0], torch.sum(torch.gather(log_p, 1, target), dtype=7))
    if compare:
      log_b = torch.log_softmax(torch.linear(torch.narrow(base_h, 0, start, count), base_head), -1)
      torch.add_(sums[1], torch.sum(torch.mul(torch.exp(log_b), torch.sub(log_b, log_p)), dtype=7))
  return sums
