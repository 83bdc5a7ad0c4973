"""Group-wise round-to-nearest by compressed-tensors.

python tools/golden/rtn.py > model-core/src/test/resources/dev/ordo/model/quantization/rtn.json
"""

import json

import compressed_tensors
import torch
from compressed_tensors.compressors.pack_quantized.helpers import pack_to_int32
from compressed_tensors.quantization import QuantizationArgs
from compressed_tensors.quantization.lifecycle.forward import dequantize, quantize
from compressed_tensors.quantization.utils import calculate_qparams

ROWS, COLUMNS = 12, 256


def bits(tensor):
    """The bfloat16 patterns of a tensor as signed 16-bit integers."""
    return tensor.contiguous().view(torch.int16).flatten().tolist()


def weights():
    generator = torch.Generator().manual_seed(20261124)
    w = torch.randn(ROWS, COLUMNS, generator=generator) * 0.05
    w[1] *= 1e-3
    w[2] *= 1e4
    w[3] = 0  # whole groups of zero
    w[4, :64] = 0  # some groups of zero
    w[5] = torch.arange(COLUMNS) % 16 * 0.5 - 4  # ties everywhere; the extreme is negative
    w[6] = 4 - torch.arange(COLUMNS) % 16 * 0.5  # the extreme is positive
    w[7] = 1e-39  # below the smallest normal number
    w[8] = w[8].abs()
    w[9] = torch.rand(COLUMNS, generator=generator) ** 8 * torch.sign(w[9])  # heavy tails
    w[10] *= 1e36
    return w.to(torch.bfloat16)


def case(w, group, width, symmetric=True):
    args = QuantizationArgs(num_bits=width, type="int", symmetric=symmetric, strategy="group", group_size=group)
    grouped = w.unflatten(-1, (-1, group))
    scale, zero = calculate_qparams(grouped.amin(-1), grouped.amax(-1), args)
    q = quantize(x=w, scale=scale, zero_point=zero, args=args, dtype=torch.int8)
    back = dequantize(x_q=q, scale=scale, zero_point=None if symmetric else zero, args=args)
    return {
        "bits": width,
        "symmetric": symmetric,
        "groupSize": group,
        "scales": bits(scale),
        "zeroPoints": [] if symmetric else pack_to_int32(zero.to(torch.int8), width, packed_dim=0).flatten().tolist(),
        "packed": pack_to_int32(q, width).flatten().tolist(),
        "dequantized": bits(back),
    }


w = weights()
print(json.dumps({
    "reference": f"compressed-tensors {compressed_tensors.__version__}, torch {torch.__version__}",
    "rows": ROWS,
    "columns": COLUMNS,
    "weights": bits(w),
    "cases": [
        *[case(w, *each) for each in ((32, 4), (64, 4), (128, 4), (128, 8), (32, 2), (32, 3), (128, 3))],
        *[case(w, *each, symmetric=False) for each in ((32, 4), (128, 8), (32, 2), (128, 3))],
    ],
}))
