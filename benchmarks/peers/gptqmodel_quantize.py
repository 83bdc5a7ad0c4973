"""Quantizes a model with GPTQModel on the token sequences that Ordo would calibrate on, and computes its perplexity.

    pip install gptqmodel llmcompressor
    python benchmarks/peers/gptqmodel_quantize.py MODEL TEXT OUTPUT HELD_OUT... [--method gptq] [--bits 4] [--group 64] [--samples 128] [--length 256]

MODEL is a directory that transformers opens. The sequences are consecutive, from the text's start, without special tokens; symmetric. GPTQ damps by 0.01, and its columns
come in the order of their inputs' size: with groups that stay where they are and scales of the weight as it was (static, as Ordo's), with groups of columns that come
together (moving), or group by group (group-aware, the library's default). Prints the seconds of quantizing alone, the peak of memory, and the perplexity of the first
8,192 tokens of each held-out text, as tools/open_in_transformers.py says.
"""

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("GPTQMODEL_CPU_WORKERS", "2")  # its own choice for two cores, one, is fewer than it then asks for

import torch
from gptqmodel import BACKEND, GPTQModel
from gptqmodel.quantization.config import AWQConfig, GPTQConfig
from llmcompressor_quantize import sequences
from transformers import AutoTokenizer

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))
from open_in_transformers import ids_of, perplexity  # noqa: E402

SCORED = 8192


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("held_out", type=Path, nargs="*")
    parser.add_argument("--method", choices=["gptq", "awq"], default="gptq")
    parser.add_argument("--order", choices=["static", "moving", "group-aware"], default="static")
    for name, default in (("bits", 4), ("group", 64), ("samples", 128), ("length", 256), ("threads", 2)):
        parser.add_argument("--" + name, type=int, default=default)
    return parser.parse_args()


def recipe(options):
    common = {"bits": options.bits, "group_size": options.group, "sym": True, "device": "cpu", "offload_to_disk": False}
    if options.method == "awq":
        return AWQConfig(**common)
    return GPTQConfig(damp_percent=0.01, desc_act=options.order != "group-aware", static_groups=options.order == "static", **common)


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    tokenizer = AutoTokenizer.from_pretrained(options.model, local_files_only=True)
    dtype = torch.bfloat16 if options.method == "awq" else torch.float32  # its packed weights of AWQ take no float32
    model = GPTQModel.load(str(options.model), recipe(options), dtype=dtype)
    rows = [dict(row) for row in sequences(tokenizer, options)]
    begin = time.perf_counter()
    model.quantize(rows, batch_size=16)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    model.save(str(options.output))
    packed = GPTQModel.load(str(options.output), device="cpu", backend=BACKEND.TORCH)
    scores = {text.stem: perplexity(packed.model, ids_of(tokenizer, text, SCORED)) for text in options.held_out}
    print(json.dumps({"seconds": seconds, "peakBytes": peak, "perplexity": scores}))


if __name__ == "__main__":
    main()
