"""Loss and gradients of distillation where not every token counts, by transformers and torch.

python tools/golden/masked.py model-core/src/test/resources/dev/ordo/model/decoder

Reads the models and tokens of decoder.py's fixtures and writes, per family, NAME/masked.safetensors:
    counted (2, 13)             1 where a token counts; the first of a sequence never does
    masked.ce.loss, masked.kd.loss    cross-entropy; 0.7 CE + 0.3 T^2 KL(teacher || student) at T = 2: means over the
                                tokens that count, labels -100 elsewhere
    masked.kd.grad.P            the gradient of the latter by parameter P
The arithmetic is float32, apart from the losses and the gradient of the logits, where it is float64.
"""

import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import cross_entropy, log_softmax
from transformers import AutoModelForCausalLM

TEMPERATURE, CE, KL, IGNORED = 2.0, 0.7, 0.3, -100


def counted_tokens():
    """A turn in the middle of the first sequence; two turns, one of a single token, in the second."""
    counted = torch.zeros(2, 13, dtype=torch.long)
    counted[0, 4:9] = 1
    counted[1, 2] = 1
    counted[1, 10:] = 1
    return counted


def losses(student, teacher, tokens, counted):
    labels = torch.where(counted.bool(), tokens, IGNORED)[:, 1:]
    logits = student(tokens[:, :-1]).logits.double()
    with torch.no_grad():
        target = log_softmax(teacher(tokens[:, :-1]).logits.double() / TEMPERATURE, -1)
    ce = cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED)
    pointwise = (target.exp() * (target - log_softmax(logits / TEMPERATURE, -1))).sum(-1)
    divergence = pointwise[labels != IGNORED].mean()
    return ce, CE * ce + KL * TEMPERATURE**2 * divergence


def main():
    torch.set_num_threads(1)
    root = pathlib.Path(sys.argv[1])
    models = {name: AutoModelForCausalLM.from_pretrained(root / name, dtype=torch.float32, attn_implementation="eager")
              for name in ("qwen2", "llama")}
    for name, other in (("qwen2", "llama"), ("llama", "qwen2")):
        tokens = load_file(root / name / "expected.safetensors")["tokens"]
        counted = counted_tokens()
        ce, kd = losses(models[name], models[other], tokens, counted)
        models[name].zero_grad()
        kd.backward()
        written = {"counted": counted, "masked.ce.loss": ce.detach().float().reshape(1),
                   "masked.kd.loss": kd.detach().float().reshape(1)}
        written |= {f"masked.kd.grad.{key}": p.grad.contiguous() for key, p in models[name].named_parameters()}
        save_file(written, root / name / "masked.safetensors")
        print(name, ce.item(), kd.item())


main()
