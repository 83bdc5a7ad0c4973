"""Perplexity of a GGUF file as transformers decodes and computes it, to be compared with what `ordo` says of its import.

    pip install torch transformers gguf accelerate
    python benchmarks/peers/gguf_perplexity.py MODEL.gguf --max-tokens 16384 data/austen-heldout.txt data/constitution.txt

Perplexity as Ordo defines it: no special tokens, windows of min(context, 2048) tokens that do not overlap, the first
token of each unscored, exp(total negative log-likelihood / scored tokens). Weights are dequantized to float32 by the loader.
"""

import argparse
import math
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy
from transformers import AutoModelForCausalLM, AutoTokenizer

LONGEST_WINDOW = 2048


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="a GGUF file")
    parser.add_argument("text", type=Path, nargs="+", help="UTF-8 texts")
    parser.add_argument("--max-tokens", type=int, required=True, help="at most this many tokens of each, from its beginning")
    return parser.parse_args()


@torch.no_grad()
def perplexity(model, ids):
    window = min(model.config.max_position_embeddings, LONGEST_WINDOW)
    nll, scored = 0.0, 0
    for start in range(0, len(ids) - 1, window):
        piece = torch.tensor([ids[start : start + window]])
        if piece.shape[1] < 2:
            break
        logits = model(piece).logits[0, :-1]
        nll += cross_entropy(logits, piece[0, 1:], reduction="none").double().sum().item()
        scored += piece.shape[1] - 1
    return math.exp(nll / scored), scored


def main():
    options = arguments()
    where, name = options.model.parent, options.model.name
    model = AutoModelForCausalLM.from_pretrained(where, gguf_file=name, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(where, gguf_file=name)
    for text in options.text:
        ids = tokenizer.encode(text.read_text(encoding="utf-8"), add_special_tokens=False)[: options.max_tokens]
        value, scored = perplexity(model, ids)
        print(f"{text.name}: perplexity {value:.6f} over {scored} scored tokens")


if __name__ == "__main__":
    main()
