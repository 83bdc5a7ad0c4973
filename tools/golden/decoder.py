"""Forward, loss, gradients and AdamW of tiny models by transformers and torch.

python tools/golden/decoder.py model-core/src/test/resources/dev/ordo/model/decoder

Writes, per family, NAME/config.json and NAME/model.safetensors (a random model), and NAME/expected.safetensors:
    tokens (2, 13)         input ids
    logits                 of all positions
    loss, grad.P           mean cross-entropy of the next tokens, and its gradient by parameter P
    kd.loss, kd.grad.P     0.7 CE + 0.3 T^2 KL(teacher || student) at T = 2, the other family being the teacher
    after.P                parameters after three steps of clipped AdamW on the cross-entropy
    neurons.N              layer N: mean over positions of the L2 norm over sequences of silu(gate(x)) * up(x)
The arithmetic is float32, apart from the loss of distillation and its gradient's head, where it is float64.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy, log_softmax
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

COMMON = dict(vocab_size=48, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=64,
              bos_token_id=None, eos_token_id=0, pad_token_id=None, attn_implementation="eager")
TEMPERATURE, CE, KL = 2.0, 0.7, 0.3


def models():
    qwen = Qwen2ForCausalLM(Qwen2Config(intermediate_size=32, num_key_value_heads=2, rms_norm_eps=1e-6,
                                        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
                                        tie_word_embeddings=True, **COMMON))
    llama = LlamaForCausalLM(LlamaConfig(intermediate_size=24, num_key_value_heads=1, head_dim=6, rms_norm_eps=1e-5,
                                         rope_parameters={"rope_type": "default", "rope_theta": 500000.0},
                                         tie_word_embeddings=False, attention_bias=True, **COMMON))
    generator = torch.Generator().manual_seed(20261124)
    for model in (qwen, llama):
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            p.data = 1 + 0.2 * noise if name.endswith("norm.weight") else 0.25 * noise
    return {"qwen2": qwen, "llama": llama}


def neurons(model, tokens):
    """The aggregate (L2 over sequences, mean over positions) of every layer's inner activations."""
    found, hooks = [], []
    for layer in model.model.layers:
        hooks.append(layer.mlp.down_proj.register_forward_pre_hook(lambda _, inputs: found.append(inputs[0])))
    with torch.no_grad():
        model(tokens)
    for hook in hooks:
        hook.remove()
    return {f"neurons.{i}": x.norm(dim=0).mean(dim=0) for i, x in enumerate(found)}


def gradients(model, loss, prefix):
    model.zero_grad()
    loss.backward()
    return {f"{prefix}{name}": p.grad.clone() for name, p in model.named_parameters()}


def distillation(student, teacher, tokens):
    logits = student(tokens[:, :-1]).logits.double()
    with torch.no_grad():
        target = log_softmax(teacher(tokens[:, :-1]).logits.double() / TEMPERATURE, -1)
    ce = cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
    divergence = (target.exp() * (target - log_softmax(logits / TEMPERATURE, -1))).sum(-1).mean()
    return CE * ce + KL * TEMPERATURE**2 * divergence


def steps(model, tokens):
    """Three steps; matrices decay, vectors do not; the joint norm is clipped to 0.5."""
    groups = [{"params": [p for p in model.parameters() if p.dim() == 2], "weight_decay": 0.1},
              {"params": [p for p in model.parameters() if p.dim() == 1], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), eps=1e-8)
    for _ in range(3):
        optimizer.zero_grad()
        logits = model(tokens[:, :-1]).logits
        cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten()).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
    return {f"after.{name}": p.detach().clone() for name, p in model.named_parameters()}


def write(folder, name, model, teacher, tokens):
    folder.mkdir(parents=True, exist_ok=True)
    config = json.loads(model.config.to_json_string()) | {"dtype": "float32"}
    (folder / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
    weights = {key: p.detach().clone() for key, p in model.named_parameters()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    logits = model(tokens).logits
    loss = cross_entropy(logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten())
    expected = {"tokens": tokens, "logits": logits.detach(), "loss": loss.detach().reshape(1)}
    expected |= neurons(model, tokens)
    expected |= gradients(model, loss, "grad.")
    kd = distillation(model, teacher, tokens)
    expected |= {"kd.loss": kd.detach().float().reshape(1)} | gradients(model, kd, "kd.grad.")
    expected |= steps(model, tokens)
    save_file({key: value.contiguous() for key, value in expected.items()}, folder / "expected.safetensors")
    print(name, sum(p.numel() for p in model.parameters()), loss.item(), kd.item())


def main():
    torch.set_num_threads(1)
    made = models()
    teachers = models()
    tokens = torch.randint(0, COMMON["vocab_size"], (2, 13), generator=torch.Generator().manual_seed(1))
    for name, model in made.items():
        teacher = teachers["llama" if name == "qwen2" else "qwen2"]
        write(pathlib.Path(sys.argv[1]) / name, name, model, teacher, tokens)


if __name__ == "__main__":
    main()
