"""Quantizes a model with llm-compressor on the token sequences that Ordo would calibrate on, and writes a compressed-tensors directory.

    pip install llmcompressor
    python benchmarks/peers/llmcompressor_quantize.py MODEL TEXT gptq|awq|rtn OUTPUT [--bits 4] [--group 64] [--samples 128] [--length 256]

MODEL is a directory that transformers opens. The sequences are consecutive, from the text's start, without special tokens. GPTQ orders columns by
activation with static groups and damps by 0.01; AWQ is the library's default. Prints the seconds of quantizing alone and the peak of memory.
"""

import argparse
import json
import resource
import time
from pathlib import Path

import torch
from datasets import Dataset
from llmcompressor import oneshot
from llmcompressor.modifiers.gptq import GPTQModifier
from llmcompressor.modifiers.quantization import QuantizationModifier
from llmcompressor.modifiers.transform.awq import AWQModifier
from llmcompressor.pipelines.cache import IntermediatesCache
from transformers import AutoModelForCausalLM, AutoTokenizer

AT_ONCE = 4096


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("method", choices=["gptq", "awq", "rtn"])
    parser.add_argument("output", type=Path)
    for name, default in (("bits", 4), ("group", 64), ("samples", 128), ("length", 256), ("threads", 2)):
        parser.add_argument("--" + name, type=int, default=default)
    return parser.parse_args()


def recipe(method, bits, group):
    weights = {"num_bits": bits, "type": "int", "symmetric": True, "strategy": "group", "group_size": group}
    if method == "gptq":
        weights["actorder"] = "static"
    scheme = {"config_groups": {"group_0": {"targets": ["Linear"], "weights": weights}}, "ignore": ["lm_head"]}
    if method == "gptq":
        return [GPTQModifier(**scheme, dampening_frac=0.01)]
    rounding = QuantizationModifier(**scheme)
    return [AWQModifier(), rounding] if method == "awq" else [rounding]


def sequences(tokenizer, options):
    ids = tokenizer(options.text.read_text(encoding="utf-8"), add_special_tokens=False)["input_ids"]
    starts = range(0, options.samples * options.length, options.length)
    return Dataset.from_list([{"input_ids": ids[s : s + options.length], "attention_mask": [1] * options.length} for s in starts])


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    if not torch.cuda.is_available():
        IntermediatesCache.pin_memory = lambda *_: None  # which AWQ calls on every machine, and which fails without a GPU
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(options.model, local_files_only=True)
    begin = time.perf_counter()
    oneshot(
        model=model,
        dataset=sequences(tokenizer, options),
        recipe=recipe(options.method, options.bits, options.group),
        num_calibration_samples=options.samples,
        max_seq_length=options.length,
        shuffle_calibration_samples=False,
        batch_size=max(1, AT_ONCE // options.length),
    )
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    model.save_pretrained(options.output, save_compressed=True)
    tokenizer.save_pretrained(options.output)
    print(json.dumps({"method": options.method, "seconds": seconds, "peakBytes": peak}))


if __name__ == "__main__":
    main()
