# The loss of a text from the residual stream after the last layer.

def text_loss(self, x: Tensor, w: List[Tensor], eps: float, tokens: Tensor) -> Tensor:
  # x (B, T, C); w: the final norm (C) and the head (V, C); tokens (B, T). The negative log-likelihood of all tokens but each sequence's first, summed: (1), float64.
  piece = 256
  t = torch.size(tokens, 1)
  targets = torch.reshape(torch.narrow(tokens, 1, 1, t - 1), [-1])
  h = torch.flatten(torch.narrow(self.normal(x, w, 0, eps), 1, 0, t - 1), 0, 1)
  n = torch.size(h, 0)
  total = torch.zeros([1], dtype=7, layout=None, device=h.device)
  for start in range(0, n, piece):
    count = min(piece, n - start)
    log_p = torch.log_softmax(torch.linear(torch.narrow(h, 0, start, count), w[1]), -1)
    torch.sub_(total, torch.sum(torch.gather(log_p, 1, torch.unsqueeze(torch.narrow(targets, 0, start, count), 1)), dtype=7))
  return total
