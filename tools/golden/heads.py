"""Minitron's saliency of heads, (L2 over batch, mean over sequence) by key/value head, and the model without the least, on transformers' Qwen2.

python tools/golden/heads.py > pruner-svc/src/test/resources/dev/ordo/pruner/algorithm/heads.json

The model is TinyModels' with 64 tokens, 8 query heads over 4 key/value heads, seed 13, in float32; the calibration tokens are (31 i^2 + 7 i)
mod 64. Outputs of attention are float32, their norms float64. `logits` are those of the first sequence, of transformers' model with
the other heads' rows and columns taken out of its weights.
"""

import json

import torch
import transformers
from tiny import fill
from transformers import Qwen2Config, Qwen2ForCausalLM

SEQUENCES, LENGTH, HEADS, GROUPS, KEPT = 6, 32, 8, 4, 2
FIELDS = dict(vocab_size=64, hidden_size=64, intermediate_size=128, num_hidden_layers=2, rms_norm_eps=1e-6,
              max_position_embeddings=128, tie_word_embeddings=True, rope_theta=10000.0)

model = Qwen2ForCausalLM(Qwen2Config(**FIELDS, num_attention_heads=HEADS, num_key_value_heads=GROUPS)).float().eval()
fill(model, 13)
outputs = {}
for index, layer in enumerate(model.model.layers):
    layer.self_attn.o_proj.register_forward_pre_hook(
        lambda module, inputs, index=index: outputs.__setitem__(index, inputs[0].double())
    )
tokens = torch.tensor([(31 * i * i + 7 * i) % 64 for i in range(SEQUENCES * LENGTH)]).view(SEQUENCES, LENGTH)
with torch.no_grad():
    model(tokens)
saliency = [outputs[layer].view(SEQUENCES, LENGTH, GROUPS, -1).square().sum((0, 3)).sqrt().mean(0) for layer in range(2)]
kept = [sorted(layer.topk(KEPT).indices.tolist()) for layer in saliency]

size, queries = 64 // HEADS, HEADS // GROUPS
cut = Qwen2ForCausalLM(Qwen2Config(**FIELDS, num_attention_heads=KEPT * queries, num_key_value_heads=KEPT, head_dim=size)).float().eval()
state = model.state_dict()
for layer, heads in enumerate(kept):
    keys = torch.tensor([head * size + i for head in heads for i in range(size)])
    rows = torch.tensor([head * queries * size + i for head in heads for i in range(queries * size)])
    at = f"model.layers.{layer}.self_attn."
    for name, indices in (("q", rows), ("k", keys), ("v", keys)):
        for part in ("weight", "bias"):
            state[f"{at}{name}_proj.{part}"] = state[f"{at}{name}_proj.{part}"][indices]
    state[f"{at}o_proj.weight"] = state[f"{at}o_proj.weight"][:, rows]
cut.load_state_dict(state)
with torch.no_grad():
    logits = cut(tokens[:1]).logits[0]
print(json.dumps({
    "reference": f"transformers {transformers.__version__}, torch {torch.__version__}",
    "sequences": SEQUENCES,
    "length": LENGTH,
    "heads": HEADS,
    "groups": GROUPS,
    "saliency": [layer.tolist() for layer in saliency],
    "kept": kept,
    "logits": [[round(value, 7) for value in row] for row in logits.tolist()],
}))
