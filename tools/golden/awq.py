"""AWQ's search for weights that share their inputs, by llm-compressor on modules that are these weights alone.

Of every case, by choice: `errors`, llm-compressor's own, of scales and quotients in float32; `stored`, the errors of what a checkpoint stores, where weights, scales and quotients are
bfloat16 (compressed-tensors' quantizer on bfloat16 tensors), summed in float64; and the scales of llm-compressor's choice.

It warns on standard output that there is no accelerator; hence tail.

pip install --no-deps llmcompressor, and what it imports, as for gptq.py.

python tools/golden/awq.py | tail -n 1 > model-core/src/test/resources/dev/ordo/model/awq/awq.json
"""

import importlib.metadata
import json

import torch
from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme
from compressed_tensors.quantization.lifecycle.forward import fake_quantize
from compressed_tensors.quantization.lifecycle.initialize import initialize_module_for_quantization
from compressed_tensors.quantization.utils import calculate_qparams
from llmcompressor.core import create_session
from llmcompressor.modifiers.transform.awq import AWQModifier
from llmcompressor.modifiers.transform.awq.base import ResolvedMapping

ROWS, COLUMNS, SAMPLES, GROUP = 24, 128, 160, 32
CASES = [(bits, weights) for bits in (2, 3, 4, 8) for weights in (1, 2)]


class Together(torch.nn.Module):
    """Linear layers that share their inputs, their outputs side by side."""

    def __init__(self, weights):
        super().__init__()
        self.layers = torch.nn.ModuleList()
        for weight in weights:
            layer = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
            layer.weight.data = weight.clone()
            self.layers.append(layer)

    def forward(self, x):
        return torch.cat([layer(x) for layer in self.layers], -1)


def stored_error(weights, x, scales, args):
    """The squared error of all products, of weights whose scaled columns are rounded as in a bfloat16 checkpoint."""
    total = 0.0
    for weight in weights:
        scaled = (weight * scales).to(torch.bfloat16)
        grouped = scaled.unflatten(-1, (-1, GROUP))
        scale, zero = calculate_qparams(grouped.amin(-1), grouped.amax(-1), args)
        rounded = fake_quantize(scaled, scale, zero, args).double() / scales
        total += ((rounded - weight) @ x.T.double()).square().sum().item()
    return total


def case(weights, x, bits):
    parent = Together(weights)
    args = QuantizationArgs(num_bits=bits, type="int", symmetric=True, strategy="group", group_size=GROUP, observer="memoryless_minmax")
    for layer in parent.layers:
        layer.quantization_scheme = QuantizationScheme(targets=["Linear"], weights=args)
        initialize_module_for_quantization(layer)
        layer.quantization_enabled = False  # as while it calibrates
    modifier = AWQModifier(mappings=[], duo_scaling=True)
    mapping = ResolvedMapping("smooth", torch.nn.Identity(), list(parent.layers), balance_names=[], parent=parent, parent_name="parent")
    modifier._smooth_activation_stats = {"smooth": [x.abs().sum(0), torch.tensor(x.shape[0])]}
    modifier._parent_args_cache[parent] = [{"x": x}]
    errors, tried = [], []
    measure, run = modifier._compute_loss, modifier._run_samples
    modifier.__dict__["_compute_loss"] = lambda *pair: errors.append(measure(*pair)) or errors[-1]
    with torch.no_grad():
        scales = modifier._compute_best_scale(mapping, [parent(x)], {layer: layer.weight.clone() for layer in parent.layers})
        magnitudes = modifier._compute_layer_means(parent_of(weights, args)).double()
    for exponent, duo in modifier._get_grid_search_params():
        tried.append(tried_scales(x, magnitudes, exponent) if duo else torch.ones(COLUMNS))
    best = errors.index(min(errors))
    assert torch.allclose(tried[best].double(), scales.double(), rtol=1e-6)
    return {
        "bits": bits, "groupSize": GROUP, "weights": len(weights), "scales": scales.tolist(),
        "errors": [each * x.shape[0] * ROWS * len(weights) for each in errors],
        "stored": [stored_error(weights, x, each.float(), args) for each in tried],
    }


def parent_of(weights, args):
    layers = list(Together(weights).layers)
    for layer in layers:
        layer.quantization_scheme = QuantizationScheme(targets=["Linear"], weights=args)
    return layers


def tried_scales(x, magnitudes, exponent):
    """s = mean |x|^a / (mean |w|^(1 - a) + 1e-4), over sqrt(max s * min s)."""
    scales = (x.abs().mean(0).double().pow(exponent) / (magnitudes.pow(1 - exponent) + 1e-4)).clamp(min=1e-4)
    return scales / (scales.max() * scales.min()).sqrt()


generator = torch.Generator().manual_seed(20261201)
weights = [(torch.randn(ROWS, COLUMNS, generator=generator) * 0.05).to(torch.bfloat16).float() for _ in range(2)]
x = torch.randint(-40, 41, (SAMPLES, COLUMNS), generator=generator)
x = x * (1 + (torch.arange(COLUMNS) * 7 % 11 == 0) * 9)
x[:, 77] = 0
with create_session():
    cases = [case(weights[:count], x.float(), bits) for bits, count in CASES]
print(json.dumps({
    "reference": f"llmcompressor {importlib.metadata.version('llmcompressor')}, torch {torch.__version__}",
    "rows": ROWS, "columns": COLUMNS, "samples": SAMPLES,
    "weights": [each.to(torch.bfloat16).view(torch.int16).flatten().tolist() for each in weights],
    "inputs": x.flatten().tolist(), "cases": cases,
}))
