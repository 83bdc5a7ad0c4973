"""Minitron's neuron saliency, (L2 over batch, mean over sequence), measured with hooks on transformers' Qwen2.

python tools/golden/saliency.py > pruner-svc/src/test/resources/dev/ordo/pruner/algorithm/saliency.json

The model is TinyModels' with 64 tokens and seed 7, made here from the same generator; the calibration tokens are
(31 i^2 + 7 i) mod 64.
"""

import json

import torch
import transformers
from tiny import fill
from transformers import Qwen2Config, Qwen2ForCausalLM

SEQUENCES, LENGTH, KEPT = 6, 32, 96

config = Qwen2Config(
    vocab_size=64, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, rms_norm_eps=1e-6, max_position_embeddings=128, tie_word_embeddings=True,
    rope_theta=10000.0,
)
model = Qwen2ForCausalLM(config).float().eval()


fill(model, 7)
activations = {}
for index, layer in enumerate(model.model.layers):
    layer.mlp.down_proj.register_forward_pre_hook(
        lambda module, inputs, index=index: activations.__setitem__(index, inputs[0].double())
    )
tokens = torch.tensor([(31 * i * i + 7 * i) % 64 for i in range(SEQUENCES * LENGTH)]).view(SEQUENCES, LENGTH)
with torch.no_grad():
    model(tokens)
saliency = [activations[layer].norm(dim=0).mean(dim=0) for layer in range(config.num_hidden_layers)]
print(json.dumps({
    "reference": f"transformers {transformers.__version__}, torch {torch.__version__}",
    "sequences": SEQUENCES,
    "length": LENGTH,
    "saliency": [[round(value, 9) for value in layer.tolist()] for layer in saliency],
    "kept": [sorted(layer.topk(KEPT).indices.tolist()) for layer in saliency],
}))
