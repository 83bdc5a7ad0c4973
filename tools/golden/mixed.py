"""How far transformers' own mixed precision is from float32: of losses and of gradients, on the models of decoder.py and families.py.

python tools/golden/mixed.py model-core/src/test/resources/dev/ordo/model/decoder > .../training/mixed.json

Per model, of its cross-entropy ("ce") and of distillation from the fixture's teacher, which is then in bfloat16 ("kd"):
    loss         |mixed - float32| / float32
    gradients    ||mixed - float32|| / ||float32||, L2 norms over all parameters at once
Mixed is float32 parameters under torch.autocast in bfloat16, on a CPU, the logits widened before the loss; float32 is the same without.
"""

import json
import pathlib
import sys

import torch
import transformers
from safetensors.torch import load_file
from torch.nn.functional import cross_entropy, log_softmax
from transformers import AutoModelForCausalLM

TEMPERATURE, CE, KL = 2.0, 0.7, 0.3
VARIANTS = ["qwen2-window", "qwen2-yarn", "qwen3", "qwen3-yarn-window", "qwen3-linear", "llama-llama3", "llama-linear", "llama-yarn"]
TEACHERS = {"qwen2": "llama", "llama": "qwen2"} | dict(zip(VARIANTS, VARIANTS[1:] + VARIANTS[:1]))


def read(folder, dtype=torch.float32):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, attn_implementation="sdpa").eval()


def gradients(student, teacher, tokens, mixed):
    with torch.autocast("cpu", torch.bfloat16, enabled=mixed):
        ours = student(tokens[:, :-1], use_cache=False).logits.float()
        if teacher is not None:
            with torch.no_grad():
                theirs = log_softmax(teacher(tokens[:, :-1], use_cache=False).logits.float() / TEMPERATURE, -1)
    loss = cross_entropy(ours.flatten(0, 1), tokens[:, 1:].flatten())
    if teacher is not None:
        divergence = (theirs.exp() * (theirs - log_softmax(ours / TEMPERATURE, -1))).sum(-1).mean()
        loss = CE * loss + KL * TEMPERATURE**2 * divergence
    student.zero_grad()
    loss.backward()
    return loss.item(), torch.cat([p.grad.flatten().double() for p in student.parameters()])


def errors(student, teachers, tokens):
    (loss, exact), (rounded, mixed) = (gradients(student, teacher, tokens, bf16) for teacher, bf16 in zip(teachers, (False, True)))
    return {"loss": abs(rounded - loss) / loss, "gradients": ((mixed - exact).norm() / exact.norm()).item()}


def main():
    torch.set_num_threads(1)
    root = pathlib.Path(sys.argv[1])
    found = {"software": f"PyTorch {torch.__version__}, transformers {transformers.__version__}"}
    for name, other in TEACHERS.items():
        student, tokens = read(root / name), load_file(root / name / "expected.safetensors")["tokens"]
        teachers = read(root / other), read(root / other, torch.bfloat16)
        found[name] = {"ce": errors(student, (None, None), tokens), "kd": errors(student, teachers, tokens)}
    print(json.dumps(found, indent=1))


main()
