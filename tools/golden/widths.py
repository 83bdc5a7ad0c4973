"""What rounding a layer's weights to so many bits does to the residual stream, measured with hooks on transformers' Qwen2; rounding is compressed-tensors'.

python tools/golden/widths.py > model-core/src/test/resources/dev/ordo/model/decoder/widths.json

The model is TinyModels' with 64 tokens and seed 7, the calibration tokens are (31 i^2 + 7 i) mod 64; weights and outputs are
float32, sums float64. Units are q, k and v; o; gate and up; down: the same order in every layer.
"""

import json

import compressed_tensors
import torch
import transformers
from compressed_tensors.quantization import QuantizationArgs
from compressed_tensors.quantization.lifecycle.forward import dequantize, quantize
from compressed_tensors.quantization.utils import calculate_qparams
from tiny import fill
from transformers import Qwen2Config, Qwen2ForCausalLM

SEQUENCES, LENGTH, GROUP, WIDTHS = 3, 32, 32, [2, 3, 4, 8]

model = Qwen2ForCausalLM(Qwen2Config(
    vocab_size=64, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, rms_norm_eps=1e-6, max_position_embeddings=128, tie_word_embeddings=True,
    rope_theta=10000.0,
)).float().eval()
fill(model, 7)
tokens = torch.tensor([(31 * i * i + 7 * i) % 64 for i in range(SEQUENCES * LENGTH)]).view(SEQUENCES, LENGTH)


def rounded(weight, bits):
    w = weight.detach().to(torch.bfloat16)
    args = QuantizationArgs(num_bits=bits, type="int", symmetric=True, strategy="group", group_size=GROUP)
    grouped = w.unflatten(-1, (-1, GROUP))
    scale, zero = calculate_qparams(grouped.amin(-1), grouped.amax(-1), args)
    q = quantize(x=w, scale=scale, zero_point=zero, args=args, dtype=torch.int8)
    return dequantize(x_q=q, scale=scale, args=args).float()


def streams():
    """The residual stream after every attention and every MLP, in float64."""
    seen, hooks = [], []
    for layer in model.model.layers:
        hooks.append(layer.post_attention_layernorm.register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0].double())))
        hooks.append(layer.register_forward_hook(
            lambda module, inputs, output: seen.append((output[0] if isinstance(output, tuple) else output).double())))
    with torch.no_grad():
        model(tokens)
    for hook in hooks:
        hook.remove()
    return seen


def error(moved, x):
    return ((moved - x).square().sum(-1) / x.square().sum(-1)).mean().item()


plain = streams()
errors = []
for index, layer in enumerate(model.model.layers):
    attention, mlp = layer.self_attn, layer.mlp
    units = [[attention.q_proj, attention.k_proj, attention.v_proj], [attention.o_proj], [mlp.gate_proj, mlp.up_proj], [mlp.down_proj]]
    errors.append([])
    for unit, modules in enumerate(units):
        before = [module.weight.data for module in modules]
        errors[-1].append([])
        for bits in WIDTHS:
            for module, weight in zip(modules, before):
                module.weight.data = rounded(weight, bits)
            place = 2 * index + unit // 2
            errors[-1][-1].append(error(streams()[place], plain[place]))
        for module, weight in zip(modules, before):
            module.weight.data = weight
rows = model.model.embed_tokens.weight.detach()[tokens]
print(json.dumps({
    "reference": f"transformers {transformers.__version__}, compressed-tensors {compressed_tensors.__version__}, torch {torch.__version__}",
    "sequences": SEQUENCES, "length": LENGTH, "groupSize": GROUP, "widths": WIDTHS, "errors": errors,
    "rows": [error(rounded(model.model.embed_tokens.weight, bits)[tokens].double(), rows.double()) for bits in WIDTHS],
}))
