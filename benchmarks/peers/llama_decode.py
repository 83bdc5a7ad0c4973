"""Decodes with llama.cpp as `ordo bench model --only decode-int4` does: 64 tokens, the likeliest always, after a prompt of 16.

    pip install xllamacpp gguf
    python benchmarks/peers/llama_decode.py MODEL.gguf --threads 2 [--as-q4-0 NEW.gguf]

`--as-q4-0` first writes a copy whose 4-bit tensors are Q4_0, of whatever kind they were, and decodes with that. Prints a JSON object with the fields of
`ordo bench model`, but for the floor.
"""

import argparse
import json
import time
from collections import Counter

import gguf
import xllamacpp
from gguf.constants import GGMLQuantizationType as Kind

PROMPT, NEW = list(range(1, 17)), 64
LEAST_RUNS, LEAST_SECONDS = 3, 8


def write_q4_0(source, target):
    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(target, reader.get_field("general.architecture").contents())
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name == "general.architecture":
            continue
        kind, *rest = field.types
        writer.add_key_value(name, field.contents(), kind, sub_type=rest[-1] if rest else None)
    for tensor in reader.tensors:
        data, raw = tensor.data, tensor.tensor_type
        if raw.name.startswith("Q4"):
            data = gguf.quants.quantize(gguf.quants.dequantize(data, raw), Kind.Q4_0)
            raw = Kind.Q4_0
        writer.add_tensor(tensor.name, data, raw_dtype=raw)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def server(path, threads):
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.n_ctx = 256
    params.n_parallel = 1
    params.warmup = False
    return xllamacpp.Server(params)


def decode(llama):
    asked = {"prompt": PROMPT, "n_predict": NEW, "temperature": 0, "ignore_eos": True, "cache_prompt": False}
    start = time.perf_counter()
    said = llama.handle_completions(asked)
    seconds = time.perf_counter() - start
    if said["timings"]["predicted_n"] != NEW:
        raise SystemExit(f"{NEW} tokens were asked for: {said['timings']}")
    return seconds, said["timings"]["predicted_per_second"]


def peak_bytes():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--as-q4-0", metavar="FILE")
    options = parser.parse_args()
    if options.as_q4_0:
        write_q4_0(options.model, options.as_q4_0)
    path = options.as_q4_0 or options.model
    llama = server(path, options.threads)
    decode(llama)
    runs = []
    while len(runs) < LEAST_RUNS or sum(seconds for seconds, _ in runs) < LEAST_SECONDS:
        runs.append(decode(llama))
    seconds = sorted(each for each, _ in runs)
    print(
        json.dumps(
            {
                "name": "decode-q4_0",
                "tokensPerSecond": NEW / seconds[0],
                "medianTokensPerSecond": NEW / seconds[len(seconds) // 2],
                "withoutPrompt": max(speed for _, speed in runs),
                "runs": len(seconds),
                "peakBytes": peak_bytes(),
                "tensors": Counter(each.tensor_type.name for each in gguf.GGUFReader(path).tensors),
                "software": xllamacpp.get_system_info(),
            }
        )
    )


if __name__ == "__main__":
    main()
