"""Minitron's saliency of hidden channels, (L2 over batch, mean over sequence), and models without the least, on transformers' Qwen2 and Llama.

python tools/golden/channels.py > pruner-svc/src/test/resources/dev/ordo/pruner/algorithm/channels.json

The models are TinyModels' with 64 tokens, seed 17, in float32: Qwen2 with a tied head, Llama with a head of its own and biases on all four projections of attention. The calibration tokens are
(31 i^2 + 7 i) mod 64. Outputs of the two norms of every layer are float32; their norms, and the sum over all of them, float64. `logits` are those of the first sequence, of transformers' model with the other
channels taken out of its weights.
"""

import json

import torch
import transformers
from tiny import fill
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

SEQUENCES, LENGTH, HIDDEN, KEPT = 6, 32, 64, 48
FIELDS = dict(vocab_size=64, intermediate_size=128, num_hidden_layers=2, rms_norm_eps=1e-6, num_attention_heads=4,
              num_key_value_heads=2, head_dim=16, max_position_embeddings=128, rope_theta=10000.0)
FAMILIES = {
    "qwen2": lambda hidden: Qwen2ForCausalLM(Qwen2Config(**FIELDS, hidden_size=hidden, tie_word_embeddings=True)),
    "llama": lambda hidden: LlamaForCausalLM(
        LlamaConfig(**FIELDS, hidden_size=hidden, tie_word_embeddings=False, attention_bias=True)),
}
tokens = torch.tensor([(31 * i * i + 7 * i) % 64 for i in range(SEQUENCES * LENGTH)]).view(SEQUENCES, LENGTH)


def cut(name, tensor, kept):
    if name.endswith(("q_norm.weight", "k_norm.weight")):
        return tensor
    if name.endswith(("o_proj.weight", "down_proj.weight", "o_proj.bias", "norm.weight")):
        return tensor[kept]
    return tensor[:, kept] if tensor.dim() == 2 else tensor


result = {
    "reference": f"transformers {transformers.__version__}, torch {torch.__version__}",
    "sequences": SEQUENCES,
    "length": LENGTH,
    "kept": KEPT,
}
for family, make in FAMILIES.items():
    model = make(HIDDEN).float().eval()
    fill(model, 17)
    saliency = torch.zeros(HIDDEN, dtype=torch.float64)
    for layer in model.model.layers:
        for norm in (layer.input_layernorm, layer.post_attention_layernorm):
            norm.register_forward_hook(lambda module, inputs, output: (saliency.add_(
                output.double().square().sum(0).sqrt().mean(0)), None)[1])
    with torch.no_grad():
        model(tokens)
    kept = sorted(saliency.topk(KEPT).indices.tolist())
    edge = saliency.sort(descending=True).values
    assert (edge[KEPT - 1] - edge[KEPT]) / edge[KEPT] > 1e-4
    small = make(KEPT).float().eval()
    small.load_state_dict({name: cut(name, tensor, kept) for name, tensor in model.state_dict().items()})
    with torch.no_grad():
        logits = small(tokens[:1]).logits[0]
    result[f"{family}Saliency"] = [saliency.tolist()]
    result[f"{family}Kept"] = [kept]
    result[f"{family}Logits"] = [[round(value, 7) for value in row] for row in logits.tolist()]
print(json.dumps(result))
