"""Distillation's losses and their gradients by torch's autograd, in float64.

python tools/golden/divergences.py > model-core/src/test/resources/dev/ordo/model/training/divergences.json

Student and teacher are a hidden state and a head each, which give logits z and y. Divergences are torch.nn.functional.kl_div of
log-softmaxes, means over positions:
    forward-kl      KL(p || q), p = softmax(y / T) the teacher's, q = softmax(z / T) the student's
    reverse-kl      KL(q || p)  (MiniLLM, arXiv 2306.08543, equation 1, per token)
    jensen-shannon  beta KL(p || m) + (1 - beta) KL(q || m), m = beta p + (1 - beta) q, beta = 0.5  (GKD, arXiv 2306.13649, equation 1)
Each case: loss = ce * cross-entropy + kl * T^2 * divergence, its two sums over positions, and its gradients. The teacher of every third
position is so sharp that most of its probabilities are below float32's smallest.
"""

import json
import math

import torch
from torch.nn.functional import cross_entropy, kl_div

POSITIONS, HIDDEN, TEACHER_HIDDEN, VOCABULARY, BETA = 9, 5, 4, 23, 0.5


def divergence(name, log_p, log_q):
    """Summed over positions."""
    if name == "forward-kl":
        return kl_div(log_q, log_p, reduction="sum", log_target=True)
    if name == "reverse-kl":
        return kl_div(log_p, log_q, reduction="sum", log_target=True)
    log_m = torch.logsumexp(torch.stack([log_p + math.log(BETA), log_q + math.log(1 - BETA)]), 0)
    return (BETA * kl_div(log_m, log_p, reduction="sum", log_target=True)
            + (1 - BETA) * kl_div(log_m, log_q, reduction="sum", log_target=True))


def case(inputs, name, ce, kl, temperature):
    h, head = (inputs[key].clone().requires_grad_() for key in ("h", "head"))
    logits = h @ head.T
    nll = cross_entropy(logits, inputs["targets"], reduction="sum")
    log_p = torch.log_softmax(inputs["teacherH"] @ inputs["teacherHead"].T / temperature, -1)
    softened = temperature**2 * divergence(name, log_p, torch.log_softmax(logits / temperature, -1))
    ((ce * nll + kl * softened) / POSITIONS).backward()
    return {"divergence": name, "ce": ce, "kl": kl, "temperature": temperature, "sums": [nll.item(), softened.item()],
            "dh": h.grad.flatten().tolist(), "dhead": head.grad.flatten().tolist()}


def main():
    random = torch.Generator().manual_seed(20261130)
    draw = lambda *shape: torch.randn(*shape, generator=random, dtype=torch.float64)
    inputs = {"h": draw(POSITIONS, HIDDEN), "head": draw(VOCABULARY, HIDDEN),
              "teacherH": draw(POSITIONS, TEACHER_HIDDEN), "teacherHead": draw(VOCABULARY, TEACHER_HIDDEN),
              "targets": torch.randint(VOCABULARY, (POSITIONS,), generator=random)}
    inputs["teacherH"][::3] *= 60
    print(json.dumps({
        "reference": f"torch {torch.__version__}",
        "positions": POSITIONS,
        "vocabulary": VOCABULARY,
        **{key: value.flatten().tolist() for key, value in inputs.items()},
        "cases": [case(inputs, name, *weights)
                  for name in ("forward-kl", "reverse-kl", "jensen-shannon")
                  for weights in ((0.7, 0.3, 2.0), (0.0, 1.0, 1.0), (0.2, 1.5, 0.5))],
    }))


main()
