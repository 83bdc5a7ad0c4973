"""Loss and gradients of distillation with a loss between hidden states, by transformers and torch.

python tools/golden/hidden.py model-core/src/test/resources/dev/ordo/model/decoder model-core/src/test/resources/dev/ordo/model/training/adapters

Reads the models and tokens of decoder.py's fixtures, what counts of masked.py's, and the low-rank pairs of adapters.py's, and writes, per family, NAME/hidden.safetensors:
    hidden.loss      0.7 CE + 0.3 T^2 KL(teacher || student) at T = 2 + 0.5 H: means over all tokens for llama, over those that count for qwen2
    hidden.grad.P    its gradient by parameter P
    alone.loss, alone.grad.P        H and its gradient, which is 0 of the last norm and of an untied head
    adapted.loss, adapted.grad.a.P, adapted.grad.b.P    the first loss of the model with PEFT's adapters, and its gradients by theirs
H is the mean over layers and tokens of 1 - cosine_similarity between the output of the student's layer 1 and the teacher's layer 3, and between
those of 2 and 5. The teacher is the other family's model, whose two layers are stacked as 0, 1, 0, 1, 0. Hooks see the outputs of layers: the last of
transformers' hidden_states is already normed. The arithmetic is float32, apart from the losses and the gradient of the logits, where it is float64.
"""

import pathlib
import sys

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from torch.nn.functional import cosine_similarity, cross_entropy, log_softmax
from transformers import AutoConfig, AutoModelForCausalLM

TEMPERATURE, ALL, ALONE, IGNORED = 2.0, (0.7, 0.3, 0.5), (0.0, 0.0, 1.0), -100
STACK, DEPTHS = (0, 1, 0, 1, 0), ((1, 3), (2, 5))


def student(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")


def stacked(folder):
    weights = student(folder).state_dict()
    config = AutoConfig.from_pretrained(folder)
    config.num_hidden_layers = len(STACK)
    if getattr(config, "layer_types", None):
        config.layer_types = [config.layer_types[layer] for layer in STACK]
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32, attn_implementation="eager")
    for name in model.state_dict():
        parts = name.split(".")
        if parts[1] == "layers":
            parts[2] = str(STACK[int(parts[2])])
        model.state_dict()[name].copy_(weights[".".join(parts)])
    return model.eval()


def run(model, tokens):
    """Logits, and the output of every layer."""
    outputs = []
    hooks = [layer.register_forward_hook(lambda _, __, out: outputs.append(out[0] if isinstance(out, tuple) else out))
             for layer in model.model.layers]
    logits = model(tokens).logits.double()
    for hook in hooks:
        hook.remove()
    return logits, outputs


def adapted(model, pairs):
    """With the low-rank pairs of a fixture, which are then what is trained; by their names in it."""
    names = [key.removeprefix("a.") for key in pairs if key.startswith("a.")]
    modules = sorted({name.split(".")[-2] for name in names})
    get_peft_model(model, LoraConfig(r=3, lora_alpha=6, target_modules=modules, lora_dropout=0.0, bias="none", task_type="CAUSAL_LM"))
    found = {}
    for name, p in model.named_parameters():
        if p.requires_grad:
            base, matrix = name.removesuffix(".default.weight").rsplit(".lora_", 1)
            key = f"{matrix.lower()}.{base}.weight"
            p.data.copy_(pairs[key])
            found[key] = p
    assert len(found) == 2 * len(names)
    return found


def loss(ours, theirs, tokens, counted, weights):
    ce_weight, kl_weight, hidden_weight = weights
    labels = torch.where(counted.bool(), tokens, IGNORED)[:, 1:]
    scored = labels != IGNORED
    logits, outputs = run(ours, tokens[:, :-1])
    with torch.no_grad():
        teacher_logits, teacher_outputs = run(theirs, tokens[:, :-1])
    target = log_softmax(teacher_logits / TEMPERATURE, -1)
    ce = cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED)
    divergence = (target.exp() * (target - log_softmax(logits / TEMPERATURE, -1))).sum(-1)[scored].mean()
    apart = [1 - cosine_similarity(outputs[a - 1], teacher_outputs[b - 1], -1)[scored] for a, b in DEPTHS]
    return ce_weight * ce + kl_weight * TEMPERATURE**2 * divergence + hidden_weight * torch.stack(apart).double().mean()


def gradients(ours, theirs, tokens, counted, weights, parameters, prefix):
    ours.zero_grad()
    found = loss(ours, theirs, tokens, counted, weights)
    found.backward()
    print(prefix, found.item())
    written = {f"{prefix}.loss": found.detach().float().reshape(1)}
    return written | {f"{prefix}.grad.{key}": p.grad.contiguous().clone() for key, p in parameters.items()}


def main():
    torch.set_num_threads(1)
    root, adapters = map(pathlib.Path, sys.argv[1:3])
    for name, other in (("qwen2", "llama"), ("llama", "qwen2")):
        ours, theirs = student(root / name), stacked(root / other)
        tokens = load_file(root / name / "expected.safetensors")["tokens"]
        counted = torch.ones_like(tokens)
        if name == "qwen2":
            counted = load_file(root / name / "masked.safetensors")["counted"]
        print(name)
        written = gradients(ours, theirs, tokens, counted, ALL, dict(ours.named_parameters()), "hidden")
        written |= gradients(ours, theirs, tokens, counted, ALONE, dict(ours.named_parameters()), "alone")
        pairs = adapted(ours, load_file(adapters / f"{name}.safetensors"))
        written |= gradients(ours, theirs, tokens, counted, ALL, pairs, "adapted")
        save_file(written, root / name / "hidden.safetensors")


main()
