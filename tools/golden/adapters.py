"""Low-rank adapters by PEFT: loss, gradients and AdamW over the models of decoder.py, and one over packed weights as PEFT stores it.

python tools/golden/adapters.py model-core/src/test/resources/dev/ordo/model/decoder model-core/src/test/resources/golden/qwen2-int4 \
    model-core/src/test/resources/dev/ordo/model/training/adapters

Writes, per family, NAME.safetensors, of the adapters of rank 3 and alpha 6 of the modules in MODULES, P being the name of an adapted weight:
    a.P, b.P               A (3, columns) and B (rows, 3), from which all begins
    logits                 of decoder.py's tokens
    kd.loss                0.7 CE + 0.3 T^2 KL(teacher || student) at T = 2, the other family being the teacher
    grad.a.P, grad.b.P     its gradients
    after.a.P, after.b.P   the adapters after three steps of clipped AdamW on it
and packed/, which save_pretrained wrote, with expected.safetensors: tokens and logits of the packed model with these adapters. The
arithmetic is float32, apart from the loss of distillation and its gradient's head, where it is float64.
"""

import json
import pathlib
import sys

import peft
import torch
from decoder import distillation
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, CompressedTensorsConfig

MODULES = {"qwen2": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"], "llama": ["q_proj", "v_proj", "down_proj"]}
SETTINGS = dict(lora_dropout=0.0, bias="none", task_type="CAUSAL_LM")


def read(folder, **more):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", **more).eval()


def adapted(model, modules, rank, alpha, generator):
    """With random matrices that bfloat16 holds."""
    model = get_peft_model(model, LoraConfig(r=rank, lora_alpha=alpha, target_modules=modules, **SETTINGS)).eval()
    for name, p in model.named_parameters():
        if p.requires_grad:
            p.data = (0.2 * torch.randn(p.shape, generator=generator)).bfloat16().float()
    return model


def pairs(model):
    """The trained parameters by a or b and the logical name of the weight."""
    found = {}
    for name, p in model.named_parameters():
        if p.requires_grad:
            base, matrix = name.removeprefix("base_model.model.").removesuffix(".default.weight").rsplit(".lora_", 1)
            found[f"{matrix.lower()}.{base}.weight"] = p
    return found


def steps(model, teacher, tokens):
    optimizer = torch.optim.AdamW(pairs(model).values(), lr=1e-3, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        distillation(model, teacher, tokens).backward()
        torch.nn.utils.clip_grad_norm_(pairs(model).values(), 0.5)
        optimizer.step()


def training(root, target, name, other, generator):
    model, teacher = adapted(read(root / name), MODULES[name], 3, 6, generator), read(root / other)
    tokens = load_file(root / name / "expected.safetensors")["tokens"]
    found = {key: p.detach().clone() for key, p in pairs(model).items()}
    found["logits"] = model(tokens).logits.detach()
    loss = distillation(model, teacher, tokens)
    loss.backward()
    found["kd.loss"] = loss.detach().float().reshape(1)
    found |= {f"grad.{key}": p.grad.clone() for key, p in pairs(model).items()}
    steps(model, teacher, tokens)
    found |= {f"after.{key}": p.detach().clone() for key, p in pairs(model).items()}
    save_file({key: value.contiguous() for key, value in found.items()}, target / f"{name}.safetensors")
    print(name, loss.item(), len(pairs(model)))


def packed(folder, target, generator):
    """PEFT over the packed checkpoint; kept as stored, in bfloat16."""
    base = read(folder, quantization_config=CompressedTensorsConfig(dequantize=True))
    model = adapted(base, ["q_proj", "up_proj", "down_proj"], 2, 8, generator)
    tokens = torch.randint(0, base.config.vocab_size, (1, 11), generator=generator)
    logits = model(tokens).logits.detach()
    model.to(torch.bfloat16).save_pretrained(target)
    (target / "README.md").unlink(missing_ok=True)
    config = json.loads((target / "adapter_config.json").read_text()) | {"base_model_name_or_path": None}
    (target / "adapter_config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
    save_file({"tokens": tokens, "logits": logits.contiguous()}, target / "expected.safetensors")


def main():
    torch.set_num_threads(1)
    root, int4, target = map(pathlib.Path, sys.argv[1:4])
    target.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(20261130)
    training(root, target, "qwen2", "llama", generator)
    training(root, target, "llama", "qwen2", generator)
    packed(int4, target / "packed", generator)
    print("peft", peft.__version__, "torch", torch.__version__)


main()
