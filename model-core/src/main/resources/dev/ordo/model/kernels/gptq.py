# GPTQ (Frantar et al. 2023, https://arxiv.org/abs/2210.17323): the columns of a weight are rounded one after the other, and each one's error
# is made up for by those that are still to come, as far as calibration says that their inputs go together.
#
# N output, K input features, g columns that share a scale. All float32. Scales are fixed before the first column is touched,
# by the weight as it was, so that it does not matter to them in which order the columns come ("static groups").

def add_products(self, x: Tensor, hessian: Tensor) -> int:
  # Adds the products of the inputs x (..., K), summed over all of them, to the Hessian (K, K). Its factor 2 and the mean over samples are
  # left out: what GPTQ makes of it is the same at any scale.
  flat = torch.reshape(x, [-1, torch.size(x, -1)])
  torch.addmm_(hessian, torch.t(flat), flat)
  return 0

def column_order(self, hessian: Tensor, act_order: bool) -> Tensor:
  # The order in which columns are rounded, (K) int64: those with the largest inputs first, or as they are.
  if act_order:
    return torch.argsort(torch.diagonal(hessian), stable=True, dim=0, descending=True)
  return torch.arange(torch.size(hessian, 0), dtype=4, layout=None, device=hessian.device, pin_memory=None)

def inverse_factor(self, hessian: Tensor, order: Tensor, damping: float) -> List[Tensor]:
  # The upper Cholesky factor of the inverse of the damped Hessian, its columns in the given order, (K, K); nothing if the Hessian is not
  # positive definite. Columns that no input ever stirs get a diagonal of 1.
  h = torch.index_select(torch.index_select(hessian, 0, order), 1, order)
  diagonal = torch.diagonal(h)
  torch.masked_fill_(diagonal, torch.eq(diagonal, 0), 1)
  torch.add_(diagonal, torch.mul(torch.mean(diagonal), damping))
  lower, info = torch.linalg_cholesky_ex(h)
  if int(info) != 0:
    return []
  upper, again = torch.linalg_cholesky_ex(torch.cholesky_inverse(lower), upper=True)
  if int(again) != 0:
    return []
  return [upper]

def gptq(self, weights: List[Tensor], hessian: Tensor, scales: List[Tensor], zeros: List[Tensor], bits: int, act_order: bool, damping: float) -> List[Tensor]:
  # weights (N, K) each, which share their inputs' Hessian (K, K); their scales (N, K / g), bfloat16 values, and zero points, of the same shape, if they have any.
  # Returns the integers (N, K) int8 of each, and then what they stand for (N, K): their distance to the zero point times the scale, rounded to bfloat16;
  # nothing if the Hessian is not positive definite.
  #
  # Blocks of 128 columns: within one, every column's error goes to the columns after it at once; to those after the block it goes as
  # one product of matrices. Columns are rows here, so that one of them lies in one piece; those of all weights are one.
  order = self.column_order(hessian, act_order)
  factors = self.inverse_factor(hessian, order, damping)
  if len(factors) == 0:
    return []
  factor = factors[0]
  w = torch.index_select(torch.t(torch.cat(weights)), 0, order)
  unstirred = torch.index_select(torch.eq(torch.diagonal(hessian), 0), 0, order)
  torch.masked_fill_(w, torch.unsqueeze(unstirred, 1), 0)
  k, n = torch.size(w, 0), torch.size(w, 1)
  groups = torch.floor_divide(order, k // torch.size(scales[0], 1))
  s = torch.index_select(torch.t(torch.cat(scales)), 0, groups)
  asymmetric = len(zeros) > 0
  z = torch.index_select(torch.t(torch.cat(zeros)), 0, groups) if asymmetric else s
  lowest, highest = -(1 << (bits - 1)), (1 << (bits - 1)) - 1
  integers = torch.empty_like(w)
  for start in range(0, k, 128):
    count = min(128, k - start)
    block, errors = torch.narrow(w, 0, start, count), torch.empty([count, n], dtype=6, layout=None, device=w.device, pin_memory=None)
    own = torch.narrow(torch.narrow(factor, 0, start, count), 1, start, count)
    columns, lost, chosen = torch.unbind(block), torch.unbind(errors), torch.unbind(torch.narrow(integers, 0, start, count))
    distances, offsets = torch.unbind(torch.narrow(s, 0, start, count)), torch.unbind(torch.narrow(z, 0, start, count))
    rows, diagonal = torch.unbind(own), torch.unbind(torch.diagonal(own))
    for i in range(count):
      column, error, scale = columns[i], lost[i], distances[i]
      quotient = torch.div(column, scale)
      if asymmetric:
        torch.add_(quotient, offsets[i])
      q = torch.copy_(chosen[i], torch.round_(torch.clamp_(quotient, lowest, highest)))
      steps = torch.sub(q, offsets[i]) if asymmetric else q
      rounded = torch.to(torch.mul(steps, scale), 15)
      torch.div_(torch.sub_(torch.copy_(error, column), rounded), diagonal[i])
      torch.copy_(column, rounded)
      rest = count - i - 1
      if rest > 0:
        torch.sub_(torch.narrow(block, 0, i + 1, rest), torch.mul(torch.unsqueeze(torch.narrow(rows[i], 0, i + 1, rest), 1), error))
    after = k - start - count
    if after > 0:
      across = torch.narrow(torch.narrow(factor, 0, start, count), 1, start + count, after)
      torch.addmm_(torch.narrow(w, 0, start + count, after), torch.t(across), errors, alpha=-1)
  back = torch.argsort(order)
  sizes = [torch.size(each, 0) for each in weights]
  numbers = torch.split_with_sizes(torch.to(torch.index_select(integers, 0, back), 1), sizes, 1)
  values = torch.split_with_sizes(torch.add(torch.index_select(w, 0, back), 0), sizes, 1)
  return [torch.contiguous(torch.t(each)) for each in numbers] + [torch.contiguous(torch.t(each)) for each in values]
