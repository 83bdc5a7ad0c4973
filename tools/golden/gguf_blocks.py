"""Blocks of values as llama.cpp's own package stores them.

python tools/golden/gguf_blocks.py model-core/src/test/resources/golden/gguf/blocks.safetensors

Writes
    values (rows, 256)    float32: normal at several magnitudes, and rows of zeros, ties, subnormal scales and single outliers
    F16, BF16, Q8_0       their bytes in that type, uint8
Needs `gguf`, `numpy` and `safetensors`.
"""

import sys

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import quantize
from safetensors.numpy import save_file

COLUMNS = 256


def values():
    random = np.random.default_rng(20261130)
    rows = [random.standard_normal((8, COLUMNS)) * scale for scale in (1, 0.02, 1e-6, 3e-9, 40)]
    rows.append(random.standard_t(2, (8, COLUMNS)))
    rows.append(random.uniform(0.1, 0.2, (4, COLUMNS)))
    rows.append(-random.uniform(0, 3, (4, COLUMNS)))
    rows.append(np.zeros((1, COLUMNS)))
    rows.append(np.full((1, COLUMNS), -0.75))
    # Multiples of a half in blocks whose largest value is 127 or 8: every odd one is a tie.
    halves = random.integers(-16, 17, (4, COLUMNS)) / 2
    halves[:2, ::32] = 127
    halves[2:, ::32] = -8
    rows.append(halves)
    single = np.zeros((2, COLUMNS))
    single[0, 77], single[1, 200] = 3.5, -1e-3
    rows.append(single)
    return np.concatenate(rows).astype(np.float32)


def main(path):
    made = values()
    tensors = {"values": made}
    for kind in (Type.F16, Type.BF16, Type.Q8_0):
        tensors[kind.name] = np.ascontiguousarray(quantize(made, kind)).view(np.uint8)
    save_file(tensors, path)


if __name__ == "__main__":
    main(sys.argv[1])
