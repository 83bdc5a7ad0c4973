"""The loss of a text by transformers' Qwen2 without each of its layers.

python tools/golden/omission.py > pruner-svc/src/test/resources/dev/ordo/pruner/algorithm/omission.json

Model and tokens are those of depth.py; the weights of layers 0 and 3's o_proj and down_proj count a quarter and a half, so that losses lie apart. `losses` are means of the negative log-likelihood, in
nats, over every position but each sequence's first: logits in float32, log-likelihoods in float64.
"""

import json

import torch
import transformers
from tiny import fill
from transformers import Qwen2Config, Qwen2ForCausalLM

SEQUENCES, LENGTH, LAYERS, KEPT = 6, 32, 5, 3

config = Qwen2Config(
    vocab_size=64, hidden_size=64, intermediate_size=128, num_hidden_layers=LAYERS, num_attention_heads=4,
    num_key_value_heads=2, rms_norm_eps=1e-6, max_position_embeddings=128, tie_word_embeddings=True,
    rope_theta=10000.0,
)
model = Qwen2ForCausalLM(config).float().eval()
fill(model, 11)
for layer, scale in ((0, 0.25), (3, 0.5)):
    model.model.layers[layer].self_attn.o_proj.weight.data *= scale
    model.model.layers[layer].mlp.down_proj.weight.data *= scale
layers = list(model.model.layers)
tokens = torch.tensor([(31 * i * i + 7 * i) % 64 for i in range(SEQUENCES * LENGTH)]).view(SEQUENCES, LENGTH)
losses = []
for omitted in range(LAYERS):
    model.model.layers = torch.nn.ModuleList([each for i, each in enumerate(layers) if i != omitted])
    model.config.num_hidden_layers = LAYERS - 1
    with torch.no_grad():
        logits = model(tokens, use_cache=False).logits[:, :-1].double()
    losses.append(torch.nn.functional.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten()).item())
apart = min(b - a for a, b in zip(sorted(losses), sorted(losses)[1:]))
assert apart > 1e-3, apart
print(json.dumps({
    "reference": f"transformers {transformers.__version__}, torch {torch.__version__}",
    "sequences": SEQUENCES,
    "length": LENGTH,
    "layers": LAYERS,
    "losses": [losses],
    "kept": [sorted(sorted(range(LAYERS), key=lambda layer: -losses[layer])[:KEPT])],
}))
