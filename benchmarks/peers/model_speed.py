"""Forward passes and steps of distillation as a user of transformers writes them, on random weights of SmolLM2-135M's shape.

    pip install torch transformers
    python benchmarks/peers/model_speed.py kd-step-fp32 --threads 2

One row a process, so that its peak (VmHWM) is that row's. Prints a JSON object with the fields of `ordo bench model`, but for the floor.
"""

import argparse
import json
import time

import torch
import transformers
from torch.nn.functional import cross_entropy, kl_div, log_softmax, softmax
from transformers import LlamaConfig, LlamaForCausalLM

ROWS = ("forward-fp32", "forward-bf16", "kd-step-fp32", "kd-step-mixed")
CE_WEIGHT, KL_WEIGHT, TEMPERATURE = 0.7, 0.3, 2.0
LEAST_RUNS, LEAST_SECONDS = 3, 8


def model():
    return LlamaForCausalLM(
        LlamaConfig(
            hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9, num_key_value_heads=3,
            head_dim=64, vocab_size=49152, tie_word_embeddings=True, max_position_embeddings=8192, attn_implementation="sdpa",
        )
    )


def forward(dtype, sequence):
    net = model().to(dtype).eval()
    ids = torch.randint(0, 49152, (1, sequence))

    @torch.no_grad()
    def run():
        net(ids, use_cache=False).logits

    return run


def distillation(mixed, sequence):
    student, teacher = model().train(), model().eval()
    if mixed:
        teacher = teacher.bfloat16()
    optimizer = torch.optim.AdamW(student.parameters(), lr=1e-5, betas=(0.9, 0.95), weight_decay=0.01, fused=True)
    ids = torch.randint(0, 49152, (1, sequence + 1))
    inputs, targets = ids[:, :-1], ids[0, 1:]

    def run():
        with torch.autocast("cpu", torch.bfloat16, enabled=mixed):
            with torch.no_grad():
                theirs = teacher(inputs, use_cache=False).logits[0].float()
            ours = student(inputs, use_cache=False).logits[0].float()
        ce = cross_entropy(ours, targets)
        kl = kl_div(log_softmax(ours / TEMPERATURE, -1), softmax(theirs / TEMPERATURE, -1), reduction="batchmean")
        loss = CE_WEIGHT * ce + KL_WEIGHT * TEMPERATURE**2 * kl
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        loss.item()

    return run


def timed(run):
    run()
    seconds = []
    while len(seconds) < LEAST_RUNS or sum(seconds) < LEAST_SECONDS:
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)


def peak_bytes():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("row", choices=ROWS)
    parser.add_argument("--sequence", type=int, default=512)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    if options.row.startswith("forward"):
        run = forward(torch.bfloat16 if options.row.endswith("bf16") else torch.float32, options.sequence)
    else:
        run = distillation(options.row.endswith("mixed"), options.sequence)
    seconds = timed(run)
    print(
        json.dumps(
            {
                "name": options.row,
                "tokensPerSecond": options.sequence / seconds[0],
                "medianTokensPerSecond": options.sequence / seconds[len(seconds) // 2],
                "runs": len(seconds),
                "peakBytes": peak_bytes(),
                "software": f"PyTorch {torch.__version__}, transformers {transformers.__version__}",
            }
        )
    )


if __name__ == "__main__":
    main()
