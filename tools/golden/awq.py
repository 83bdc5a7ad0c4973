"""AWQ's search for weights that share their inputs, by llm-compressor on modules that are these weights alone; and the clipping of llm-awq, in float64.

Scales are stored in bfloat16, as in a checkpoint. Of every case: the errors of all choices and the scales of the best, as llm-compressor has them; then, of the columns scaled so, for each group the
scales that are tried for it, and the errors of its products with its inputs.

It warns on standard output that there is no accelerator; hence tail.

pip install --no-deps llmcompressor, and what it imports, as for gptq.py.

python tools/golden/awq.py | tail -n 1 > model-core/src/test/resources/dev/ordo/model/awq/awq.json
"""

import importlib.metadata
import json

import torch
from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme
from compressed_tensors.quantization.lifecycle.initialize import initialize_module_for_quantization
from llmcompressor.core import create_session
from llmcompressor.modifiers.transform.awq import AWQModifier
from llmcompressor.modifiers.transform.awq.base import ResolvedMapping

ROWS, COLUMNS, SAMPLES, GROUP, GRID = 24, 128, 160, 32, 20
CASES = [(bits, weights) for bits in (2, 3, 4, 8) for weights in (1, 2)]


class Together(torch.nn.Module):
    """Linear layers that share their inputs, their outputs side by side."""

    def __init__(self, weights, scheme):
        super().__init__()
        self.layers = torch.nn.ModuleList()
        for weight in weights:
            layer = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
            layer.weight.data = weight.clone()
            layer.quantization_scheme = scheme
            initialize_module_for_quantization(layer)
            layer.quantization_enabled = False  # as while it calibrates
            self.layers.append(layer)

    def forward(self, x):
        return torch.cat([layer(x) for layer in self.layers], -1)


def search(weights, x, bits):
    args = QuantizationArgs(
        num_bits=bits, type="int", symmetric=True, strategy="group", group_size=GROUP, observer="memoryless_minmax",
        scale_dtype=torch.bfloat16,
    )
    parent = Together(weights, QuantizationScheme(targets=["Linear"], weights=args))
    modifier = AWQModifier(mappings=[], duo_scaling=True)
    mapping = ResolvedMapping("smooth", torch.nn.Identity(), list(parent.layers), balance_names=[], parent=parent, parent_name="parent")
    modifier._smooth_activation_stats = {"smooth": [x.abs().sum(0), torch.tensor(x.shape[0])]}
    modifier._parent_args_cache[parent] = [{"x": x}]
    errors = []
    measure = modifier._compute_loss
    modifier.__dict__["_compute_loss"] = lambda *pair: errors.append(measure(*pair)) or errors[-1]
    with torch.no_grad():
        scales = modifier._compute_best_scale(mapping, [parent(x)], {layer: layer.weight.clone() for layer in parent.layers})
    return scales, [each * x.shape[0] * ROWS * len(weights) for each in errors]


def stored(x):
    return x.to(torch.bfloat16).float()


def clipping(weight, x, bits):
    """For each scale that is tried (1 + GRID): scales and errors, (ROWS, COLUMNS / GROUP) each."""
    top = 2 ** (bits - 1) - 1
    w, inputs = weight.unflatten(1, (-1, GROUP)), x.unflatten(1, (-1, GROUP)).double()
    largest = stored(w.abs().amax(-1) / (top + 0.5))
    most = 1 + 0.5 / top
    factors = [1.0] + [most - (most - 0.5) * i / (GRID - 1) for i in range(GRID)]
    scales, errors = [], []
    for factor in factors:
        scale = stored(largest * factor)
        numbers = (w / scale[..., None]).clamp(-top - 1, top).round()
        error = stored(numbers * scale[..., None]).double() - w.double()
        scales.append(scale.flatten().tolist())
        errors.append(torch.einsum("rgk,sgk->srg", error, inputs).square().sum(0).flatten().tolist())
    return {"scales": scales, "errors": errors}


def case(weights, x, bits):
    scales, errors = search(weights, x, bits)
    clipped = clipping(weights[0] * scales.float(), x.double() / scales.double(), bits)
    return {"bits": bits, "groupSize": GROUP, "weights": len(weights), "scales": scales.tolist(), "errors": errors, "clipping": clipped}


def rounded(values, digits=7):
    return [rounded(each, digits) if isinstance(each, list) else float(f"{each:.{digits}g}") for each in values]


generator = torch.Generator().manual_seed(20261201)
weights = [stored(torch.randn(ROWS, COLUMNS, generator=generator) * 0.05) for _ in range(2)]
x = torch.randint(-40, 41, (SAMPLES, COLUMNS), generator=generator)
x = x * (1 + (torch.arange(COLUMNS) * 7 % 11 == 0) * 9)
x[:, 77] = 0
with create_session():
    cases = [case(weights[:count], x.float(), bits) for bits, count in CASES]
for each in cases:
    each["clipping"] = {"scales": each["clipping"]["scales"], "errors": rounded(each["clipping"]["errors"])} if each["weights"] == 1 else None
print(json.dumps({
    "reference": f"llmcompressor {importlib.metadata.version('llmcompressor')}, torch {torch.__version__}",
    "rows": ROWS, "columns": COLUMNS, "samples": SAMPLES,
    "weights": [each.to(torch.bfloat16).view(torch.int16).flatten().tolist() for each in weights],
    "inputs": x.flatten().tolist(), "cases": cases,
}))
