"""Opens exported GGUF files in llama.cpp and computes their perplexity, to be compared with what `ordo perplexity` says.

    pip install xllamacpp gguf numpy
    python tools/open_in_llama.py MODEL.gguf TEXT [--max-tokens N] [--expect PERPLEXITY] [--tolerance PERCENT] [--ids]

First gguf's own reader opens the file, then llama.cpp, which refuses a file with a tensor too few or too many; then the text is cut by
llama.cpp's tokenizer (--ids prints the ids) and scored as Ordo scores: no special tokens, windows of min(context, 2048) tokens that do
not overlap, the first token of each unscored, exp(total negative log-likelihood / scored tokens). Prints a JSON object; exits 1 if
--expect is given and the perplexity is further from it than the tolerance. llama.cpp is called through its C interface, of which
xllamacpp's library exports the functions; structures of options are passed on as they come, but for the leading sizes of a context.
"""

import argparse
import ctypes
import json
import math
import sys
from ctypes import POINTER, c_bool, c_char_p, c_float, c_int8, c_int32, c_uint32, c_void_p
from pathlib import Path

import gguf
import numpy as np
import xllamacpp

LONGEST_WINDOW = 2048


class Options(ctypes.Structure):
    """A structure whose fields but the first are left alone; larger than any that llama.cpp has."""

    _fields_ = [("sizes", c_uint32 * 3), ("rest", ctypes.c_byte * 4084)]


class Batch(ctypes.Structure):
    _fields_ = [
        ("n_tokens", c_int32),
        ("token", POINTER(c_int32)),
        ("embd", c_void_p),
        ("pos", POINTER(c_int32)),
        ("n_seq_id", POINTER(c_int32)),
        ("seq_id", POINTER(POINTER(c_int32))),
        ("logits", POINTER(c_int8)),
    ]


SIGNATURES = {
    "llama_backend_init": (None, []),
    "llama_model_default_params": (Options, []),
    "llama_context_default_params": (Options, []),
    "llama_model_load_from_file": (c_void_p, [c_char_p, Options]),
    "llama_init_from_model": (c_void_p, [c_void_p, Options]),
    "llama_model_get_vocab": (c_void_p, [c_void_p]),
    "llama_vocab_n_tokens": (c_int32, [c_void_p]),
    "llama_model_n_ctx_train": (c_int32, [c_void_p]),
    "llama_tokenize": (c_int32, [c_void_p, c_char_p, c_int32, POINTER(c_int32), c_int32, c_bool, c_bool]),
    "llama_batch_init": (Batch, [c_int32, c_int32, c_int32]),
    "llama_decode": (c_int32, [c_void_p, Batch]),
    "llama_get_logits": (POINTER(c_float), [c_void_p]),
    "llama_get_memory": (c_void_p, [c_void_p]),
    "llama_memory_clear": (None, [c_void_p, c_bool]),
}


def library():
    found = next(Path(xllamacpp.__file__).parent.glob("xllamacpp*.so"))
    llama = ctypes.CDLL(str(found))
    for name, (result, arguments) in SIGNATURES.items():
        function = getattr(llama, name)
        function.restype, function.argtypes = result, arguments
    llama.llama_backend_init()
    return llama


class Model:
    """A file that llama.cpp has opened, with room for windows of `length` tokens."""

    def __init__(self, path, longest=LONGEST_WINDOW):
        self.llama = library()
        self.model = self.llama.llama_model_load_from_file(str(path).encode(), self.llama.llama_model_default_params())
        if not self.model:
            raise SystemExit(f"llama.cpp does not open {path}")
        self.vocab = self.llama.llama_model_get_vocab(self.model)
        self.rows = self.llama.llama_vocab_n_tokens(self.vocab)
        self.length = min(self.llama.llama_model_n_ctx_train(self.model), longest)
        options = self.llama.llama_context_default_params()
        options.sizes[:] = [self.length] * 3  # n_ctx, n_batch, n_ubatch
        self.context = self.llama.llama_init_from_model(self.model, options)
        if not self.context:
            raise SystemExit(f"llama.cpp cannot compute {path}")
        self.batch = self.llama.llama_batch_init(self.length, 0, 1)

    def tokenize(self, text):
        raw = text.encode("utf-8")
        room = (c_int32 * (len(raw) + 8))()
        count = self.llama.llama_tokenize(self.vocab, raw, len(raw), room, len(room), False, True)
        if count < 0:
            raise SystemExit(f"llama.cpp wants room for {-count} tokens")
        return list(room[:count])

    def logits(self, window):
        """Shape (tokens, vocabulary), float32."""
        self.llama.llama_memory_clear(self.llama.llama_get_memory(self.context), True)
        self.batch.n_tokens = len(window)
        for place, token in enumerate(window):
            self.batch.token[place] = token
            self.batch.pos[place] = place
            self.batch.n_seq_id[place] = 1
            self.batch.seq_id[place][0] = 0
            self.batch.logits[place] = 1
        status = self.llama.llama_decode(self.context, self.batch)
        if status != 0:
            raise SystemExit(f"llama_decode returned {status}")
        return np.ctypeslib.as_array(self.llama.llama_get_logits(self.context), (len(window), self.rows)).copy()


def perplexity(model, ids):
    total, scored = 0.0, 0
    for start in range(0, len(ids), model.length):
        window = ids[start : start + model.length]
        if len(window) < 2:
            break
        logits = model.logits(window)[:-1].astype(np.float64)
        logits -= logits.max(axis=1, keepdims=True)
        likelihoods = logits[np.arange(len(window) - 1), window[1:]] - np.log(np.exp(logits).sum(axis=1))
        total -= likelihoods.sum()
        scored += len(window) - 1
    return math.exp(total / scored), scored


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("--max-tokens", type=int)
    parser.add_argument("--expect", type=float)
    parser.add_argument("--tolerance", type=float, default=0.5)
    parser.add_argument("--ids", action="store_true")
    return parser.parse_args()


def main():
    options = arguments()
    reader = gguf.GGUFReader(options.model)
    kinds = {}
    for tensor in reader.tensors:
        kinds[tensor.tensor_type.name] = kinds.get(tensor.tensor_type.name, 0) + 1
    model = Model(options.model)
    ids = model.tokenize(options.text.read_bytes().decode("utf-8"))[: options.max_tokens]
    value, scored = perplexity(model, ids)
    result = {"file": options.model.name, "tensors": kinds, "perplexity": value, "tokens": scored}
    if options.ids:
        result["ids"] = ids
    failed = False
    if options.expect:
        result["differencePercent"] = 100 * (value / options.expect - 1)
        failed = abs(result["differencePercent"]) > options.tolerance
    print(json.dumps(result))
    sys.exit(failed)


if __name__ == "__main__":
    main()
