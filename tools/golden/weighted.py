"""Saliency of neurons from weights and activations, Wanda's and the paper's mixture, measured with hooks on transformers' Qwen2.

python tools/golden/weighted.py > pruner-svc/src/test/resources/dev/ordo/pruner/algorithm/weighted.json

The model is TinyModels' with 64 tokens and seed 7, the calibration tokens are (31 i^2 + 7 i) mod 64; weights and outputs are
float32, sums float64.
"""

import json

import torch
import transformers
from tiny import fill
from transformers import Qwen2Config, Qwen2ForCausalLM

SEQUENCES, LENGTH = 6, 32

model = Qwen2ForCausalLM(Qwen2Config(
    vocab_size=64, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, rms_norm_eps=1e-6, max_position_embeddings=128, tie_word_embeddings=True,
    rope_theta=10000.0,
)).float().eval()
fill(model, 7)
active, gates = {}, {}
for index, layer in enumerate(model.model.layers):
    layer.mlp.down_proj.register_forward_pre_hook(
        lambda module, inputs, index=index: active.__setitem__(index, inputs[0].double()))
    layer.mlp.gate_proj.register_forward_hook(
        lambda module, inputs, output, index=index: gates.__setitem__(index, output.double()))
tokens = torch.tensor([(31 * i * i + 7 * i) % 64 for i in range(SEQUENCES * LENGTH)]).view(SEQUENCES, LENGTH)
with torch.no_grad():
    model(tokens)
wanda, mixture = [], []
for index, layer in enumerate(model.model.layers):
    gate, up, down = (getattr(layer.mlp, f"{name}_proj").weight.detach().double() for name in ("gate", "up", "down"))
    wanda.append((down.abs() * active[index].flatten(0, 1).norm(dim=0)).sum(0).tolist())
    sizes, outputs = gate.abs().sum(1) + up.abs().sum(1), gates[index].abs().mean((0, 1))
    mixture.append((0.5 * sizes / sizes.max() + 0.5 * outputs / outputs.max()).tolist())
print(json.dumps({"reference": f"transformers {transformers.__version__}, torch {torch.__version__}", "sequences": SEQUENCES,
                  "length": LENGTH, "wanda": wanda, "mixture": mixture}))
