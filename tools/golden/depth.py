"""ShortGPT's block influence, and the model without the layers of least, on transformers' Qwen2.

python tools/golden/depth.py > pruner-svc/src/test/resources/dev/ordo/pruner/algorithm/depth.json

The model is TinyModels' with 64 tokens, 5 layers, seed 11, in float32, the outputs of attention and MLP in layers 1 and 3 an eighth; the calibration tokens are (31 i^2 + 7 i) mod 64. The
states are float32, the cosines float64. `logits` are those of the first sequence, of transformers' model with the other layers taken out.
"""

import json

import torch
import transformers
from tiny import fill
from torch.nn.functional import cosine_similarity
from transformers import Qwen2Config, Qwen2ForCausalLM

SEQUENCES, LENGTH, LAYERS, KEPT = 6, 32, 5, 3
WEAK = (1, 3)

config = Qwen2Config(
    vocab_size=64, hidden_size=64, intermediate_size=128, num_hidden_layers=LAYERS, num_attention_heads=4,
    num_key_value_heads=2, rms_norm_eps=1e-6, max_position_embeddings=128, tie_word_embeddings=True,
    rope_theta=10000.0,
)
model = Qwen2ForCausalLM(config).float().eval()
fill(model, 11)
for layer in WEAK:
    model.model.layers[layer].self_attn.o_proj.weight.data *= 0.125
    model.model.layers[layer].mlp.down_proj.weight.data *= 0.125
states = []
for layer in model.model.layers:
    layer.register_forward_hook(lambda module, inputs, output: states.append(
        (inputs[0].double(), (output[0] if isinstance(output, tuple) else output).double())))
tokens = torch.tensor([(31 * i * i + 7 * i) % 64 for i in range(SEQUENCES * LENGTH)]).view(SEQUENCES, LENGTH)
with torch.no_grad():
    model(tokens)
influence = [1 - cosine_similarity(before, after, dim=-1).mean().item() for before, after in states]
kept = sorted(torch.tensor(influence).topk(KEPT).indices.tolist())
model.model.layers = torch.nn.ModuleList([model.model.layers[layer] for layer in kept])
model.config.num_hidden_layers = KEPT
with torch.no_grad():
    logits = model(tokens[:1], use_cache=False).logits[0]
print(json.dumps({
    "reference": f"transformers {transformers.__version__}, torch {torch.__version__}",
    "sequences": SEQUENCES,
    "length": LENGTH,
    "layers": LAYERS,
    "influence": [influence],
    "kept": [kept],
    "logits": [[round(value, 7) for value in row] for row in logits.tolist()],
}))
