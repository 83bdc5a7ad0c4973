"""Loss and gradients of distillation with a loss between hidden states, by transformers and torch.

python tools/golden/hidden.py model-core/src/test/resources/dev/ordo/model/decoder

Reads the models and tokens of decoder.py's fixtures, and what counts of masked.py's, and writes, per family, NAME/hidden.safetensors:
    hidden.loss      0.7 CE + 0.3 T^2 KL(teacher || student) at T = 2 + 0.5 H: means over all tokens for llama, over those that count for qwen2
    hidden.grad.P    its gradient by parameter P
H is the mean over layers and tokens of 1 - cosine_similarity between the output of the student's layer 1 and the teacher's layer 3, and between
those of 2 and 5. The teacher is the other family's model, whose two layers are stacked as 0, 1, 0, 1, 0. Hooks see the outputs of layers: the last of
transformers' hidden_states is already normed. The arithmetic is float32, apart from the losses and the gradient of the logits, where it is float64.
"""

import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import cosine_similarity, cross_entropy, log_softmax
from transformers import AutoConfig, AutoModelForCausalLM

TEMPERATURE, CE, KL, HIDDEN, IGNORED = 2.0, 0.7, 0.3, 0.5, -100
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


def loss(ours, theirs, tokens, counted):
    labels = torch.where(counted.bool(), tokens, IGNORED)[:, 1:]
    scored = labels != IGNORED
    logits, outputs = run(ours, tokens[:, :-1])
    with torch.no_grad():
        teacher_logits, teacher_outputs = run(theirs, tokens[:, :-1])
    target = log_softmax(teacher_logits / TEMPERATURE, -1)
    ce = cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED)
    divergence = (target.exp() * (target - log_softmax(logits / TEMPERATURE, -1))).sum(-1)[scored].mean()
    apart = [1 - cosine_similarity(outputs[a - 1], teacher_outputs[b - 1], -1)[scored] for a, b in DEPTHS]
    return CE * ce + KL * TEMPERATURE**2 * divergence + HIDDEN * torch.stack(apart).double().mean()


def main():
    torch.set_num_threads(1)
    root = pathlib.Path(sys.argv[1])
    for name, other in (("qwen2", "llama"), ("llama", "qwen2")):
        ours, theirs = student(root / name), stacked(root / other)
        tokens = load_file(root / name / "expected.safetensors")["tokens"]
        counted = torch.ones_like(tokens)
        if name == "qwen2":
            counted = load_file(root / name / "masked.safetensors")["counted"]
        found = loss(ours, theirs, tokens, counted)
        found.backward()
        written = {"hidden.loss": found.detach().float().reshape(1)}
        written |= {f"hidden.grad.{key}": p.grad.contiguous() for key, p in ours.named_parameters()}
        save_file(written, root / name / "hidden.safetensors")
        print(name, found.item())


main()
