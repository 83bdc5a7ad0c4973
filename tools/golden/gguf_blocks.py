"""Blocks of values as llama.cpp stores them.

python tools/golden/gguf_blocks.py model-core/src/test/resources/golden/gguf/blocks.safetensors

Writes
    values (rows, 256)    float32: normal at several magnitudes, and rows of zeros, ties, subnormal scales and single outliers
    F16, BF16, Q8_0, Q4_0, Q5_0, Q4_K, Q6_K    their bytes in that type, uint8
    Q5_0.read, Q4_K.read, Q6_K.read            what every fourth row is when it is read again, float32
gguf's own package stores and reads; where it only reads (Q4_K, Q6_K), llama.cpp's library stores, through its C function
ggml_quantize_chunk, which xllamacpp's library exports. Needs `gguf`, `numpy`, `safetensors` and `xllamacpp`.
"""

import ctypes
import sys
from pathlib import Path

import numpy as np
import xllamacpp
from gguf import GGML_QUANT_SIZES, dequantize, quantize
from gguf import GGMLQuantizationType as Type
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


def stored_by_llama(made, kind):
    library = ctypes.CDLL(str(next(Path(xllamacpp.__file__).parent.glob("xllamacpp*.so"))))
    store = library.ggml_quantize_chunk
    store.restype = ctypes.c_size_t
    store.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_int64] * 3, ctypes.c_void_p]
    values, size = GGML_QUANT_SIZES[kind]
    result = np.zeros((len(made), COLUMNS // values * size), np.uint8)
    if store(int(kind), made.ctypes.data, result.ctypes.data, 0, len(made), COLUMNS, None) != result.size:
        raise SystemExit(f"llama.cpp did not store all of {kind.name}")
    return result


def main(path):
    made = values()
    tensors = {"values": made}
    for kind in (Type.F16, Type.BF16, Type.Q8_0, Type.Q4_0, Type.Q5_0):
        tensors[kind.name] = np.ascontiguousarray(quantize(made, kind)).view(np.uint8)
    for kind in (Type.Q4_K, Type.Q6_K):
        tensors[kind.name] = stored_by_llama(made, kind)
    for kind in (Type.Q5_0, Type.Q4_K, Type.Q6_K):
        tensors[f"{kind.name}.read"] = np.ascontiguousarray(dequantize(tensors[kind.name][::4], kind))
    save_file(tensors, path)


if __name__ == "__main__":
    main(sys.argv[1])
