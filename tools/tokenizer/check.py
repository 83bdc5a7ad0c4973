"""Checks the bundled tokenizer and measures the bundled texts. Run from the repository's root.

    python tools/tokenizer/check.py [--ids FILE] [--model-directory DIR]

Needs the `transformers` package. Fails if a text, a hard case or a random string does not come back as it was,
or if AutoTokenizer gives other ids. AutoTokenizer is compared on the NFC form: transformers 5 gives every
directory whose config.json says `qwen2` Qwen2's NFC normalizer, whatever tokenizer.json says.
`--ids` writes each sample's ids as JSON lines, for comparison with another reader of tokenizer.json.
"""

import argparse
import hashlib
import json
import random
import unicodedata
from pathlib import Path

from tokenizers import Tokenizer
from transformers import AutoTokenizer

HARD_CASES = [
    "",
    " ",
    "\r\n",
    "one\r\ntwo\r\n\r\nthree\n\n\n  four\t\tfive  ",
    "\u00a320,000 at 4 1/2 per cent.; it's, IT'S, they'll",
    "caf\u00e9 cafe\u0301 \u212b",  # composed, decomposed, and a sign that NFC would replace
    "emoji \U0001f600\U0001f469\u200d\U0001f4bb \u4f60\u597d \u0645\u0631\u062d\u0628\u0627",
    "\x00\x01\x7f\ufeff\u2028\u2029\x85\x0b\x0c\x1c",
]


def random_strings(count: int, seed: int) -> list[str]:
    """Strings of random scalar values (surrogates left out), short and long, the same for the same seed."""
    source = random.Random(seed)
    scalars = [range(0x20, 0x7F), range(0x00, 0xD800), range(0xE000, 0x110000)]
    return [
        "".join(chr(source.choice(source.choice(scalars))) for _ in range(source.randrange(1, 60)))
        for _ in range(count)
    ]


def ids_of(sample: str, library: Tokenizer, auto) -> list[int]:
    ids = library.encode(sample).ids
    for decoded in (library.decode(ids, skip_special_tokens=False), auto.decode(ids)):
        if decoded != sample:
            raise SystemExit(f"not lossless: {sample[:60]!r} came back as {decoded[:60]!r}")
    composed = unicodedata.normalize("NFC", sample)
    if auto(composed, verbose=False)["input_ids"] != library.encode(composed).ids:
        raise SystemExit(f"AutoTokenizer disagrees on {composed[:60]!r}")
    return ids


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--ids", type=Path)
    arguments.add_argument("--model-directory", type=Path, default=Path("models/tokenizer"))
    options = arguments.parse_args()
    library = Tokenizer.from_file(str(options.model_directory / "tokenizer.json"))
    auto = AutoTokenizer.from_pretrained(options.model_directory)
    if (len(auto), auto.eos_token_id, auto.pad_token_id, auto.bos_token_id) != (4096, 0, 0, None):
        raise SystemExit("expected 4096 tokens, eos and pad 0, no bos")

    print("| file | bytes | characters | words | tokens | characters per token | sha256 |")
    print("|---|---|---|---|---|---|---|")
    samples = []
    for path in sorted(Path("data").glob("*.txt")):
        content = path.read_bytes()
        text = content.decode("utf-8")
        tokens = len(ids_of(text, library, auto))
        digest = hashlib.sha256(content).hexdigest()
        print(f"| `{path.name}` | {len(content):,} | {len(text):,} | {len(text.split()):,} | {tokens:,} "
              f"| {len(text) / tokens:.2f} | `{digest}` |")
        samples.append(text[:20000])
    samples += HARD_CASES + random_strings(2000, seed=1)
    lines = [json.dumps({"text": sample, "ids": ids_of(sample, library, auto)}) for sample in samples]
    if options.ids:
        options.ids.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\n{len(samples)} samples lossless, AutoTokenizer agrees: {type(auto).__name__}")


if __name__ == "__main__":
    main()
