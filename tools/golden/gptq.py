"""GPTQ of one weight by llm-compressor, on a Hessian of inputs that are small integers, so that its sums are exact.

It warns on standard output that there is no accelerator; hence tail.

pip install --no-deps llmcompressor, and what it imports: datasets, accelerate, loguru, pydantic, nvidia-ml-py.

python tools/golden/gptq.py | tail -n 1 > model-core/src/test/resources/dev/ordo/model/gptq/gptq.json
"""

import importlib.metadata
import json

import torch
from compressed_tensors.quantization import QuantizationArgs
from compressed_tensors.quantization.utils import calculate_qparams
from llmcompressor.modifiers.gptq.gptq_quantize import quantize_weight

ROWS, COLUMNS, SAMPLES = 16, 320, 96
UNSTIRRED = 77  # a column that no input ever stirs


def bits(tensor):
    """The bfloat16 patterns of a tensor as signed 16-bit integers."""
    return tensor.contiguous().view(torch.int16).flatten().tolist()


def inputs(generator):
    """Columns that go together in fours, some stirred a lot, one never."""
    x = torch.randint(-40, 41, (SAMPLES, COLUMNS), generator=generator)
    x += torch.randint(-30, 31, (SAMPLES, COLUMNS // 4), generator=generator).repeat_interleave(4, 1)
    x *= 1 + (torch.arange(COLUMNS) * 7 % 11 == 0) * 4
    x[:, UNSTIRRED] = 0
    return x


def case(weight, hessian, width, group, order, damping, symmetric=True):
    args = QuantizationArgs(
        num_bits=width, type="int", symmetric=symmetric, strategy="group", group_size=group, actorder="static" if order else None
    )
    grouped = weight.unflatten(-1, (-1, group))
    scale, zero = calculate_qparams(grouped.amin(-1), grouped.amax(-1), args)
    back, _, fallback = quantize_weight(
        weight.float().unsqueeze(0), hessian.clone().unsqueeze(0), scale.unsqueeze(0), zero.unsqueeze(0), None, args, percdamp=damping
    )
    assert not fallback.any()
    back = back[0].to(torch.bfloat16)
    result = {
        "bits": width, "symmetric": symmetric, "groupSize": group, "actOrder": order, "damping": damping,
        "scales": bits(scale), "zeros": [] if symmetric else zero.flatten().tolist(),
    }
    if not symmetric:  # 8 bits and a sign: two integers may stand for one bfloat16
        return {**result, "dequantized": bits(back)}
    values = torch.round(back.float().unflatten(-1, (-1, group)) / scale.float().unsqueeze(-1)).flatten(1).to(torch.int8)
    assert torch.equal((values.unflatten(-1, (-1, group)).to(scale.dtype) * scale.unsqueeze(-1)).flatten(1), back)
    return {**result, "values": values.flatten().tolist()}


generator = torch.Generator().manual_seed(20261130)
weight = (torch.randn(ROWS, COLUMNS, generator=generator) * 0.05).to(torch.bfloat16)
x = inputs(generator)
while (x * x).sum(0).unique().numel() < COLUMNS:  # equal ones, the reference orders as it happens
    x = inputs(generator)
hessian = (x.T @ x).float()
assert hessian.max() < 2**24  # what float32 adds without rounding
print(json.dumps({
    "reference": f"llmcompressor {importlib.metadata.version('llmcompressor')}, torch {torch.__version__}",
    "rows": ROWS,
    "columns": COLUMNS,
    "samples": SAMPLES,
    "weights": bits(weight),
    "inputs": x.flatten().tolist(),
    "cases": [
        case(weight, hessian, 4, 32, False, 0.01),
        case(weight, hessian, 4, 32, True, 0.01),
        case(weight, hessian, 4, 64, True, 0.1),
        case(weight, hessian, 8, 64, True, 0.01),
        case(weight, hessian, 2, 32, True, 0.01),
        case(weight, hessian, 4, 32, True, 0.01, symmetric=False),
        case(weight, hessian, 8, 64, True, 0.01, symmetric=False),
        case(weight, hessian, 2, 32, True, 0.01, symmetric=False),
    ],
}))
