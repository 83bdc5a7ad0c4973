"""Trains the bundled byte-level BPE tokenizer on data/austen-train.txt. Run from the repository's root.

    python tools/tokenizer/train.py [--output models/tokenizer]

Needs the `tokenizers` package (0.23.3 made the committed files). The same text gives the same bytes.

The pre-tokenizer is Qwen2's, so that a GGUF reader's `qwen2` mode splits text alike. Unlike Qwen2 there is no
NFC normalizer: decoding the ids of any text gives that very text back.
"""

import argparse
import json
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

VOCABULARY = 4096
END_OF_TEXT = "<|endoftext|>"
TRAINING_TEXT = "data/austen-train.txt"

# Contractions; words with at most one leading sign or space; single digits; signs; line ends; other space.
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def untrained() -> Tokenizer:
    """A byte-level tokenizer that loses nothing and knows no words yet."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def train(text: str) -> Tokenizer:
    """The tokenizer of VOCABULARY tokens: `<|endoftext|>` is 0, the 256 bytes follow, then the merges."""
    tokenizer = untrained()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[END_OF_TEXT],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    # One paragraph at a time, its line end kept: the whole novel at once would be a single very long sequence.
    tokenizer.train_from_iterator(text.splitlines(keepends=True), trainer)
    return tokenizer


def serialized(tokenizer: Tokenizer) -> dict:
    """tokenizer.json with each merge as one string, which every version of the tokenizers library reads."""
    content = json.loads(tokenizer.to_str())
    content["model"]["merges"] = [" ".join(pair) for pair in content["model"]["merges"]]
    return content


def configuration() -> dict:
    """What transformers' AutoTokenizer reads beside tokenizer.json."""
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": None,
        "eos_token": END_OF_TEXT,
        "pad_token": END_OF_TEXT,
        "unk_token": None,
        "add_bos_token": False,
        "add_eos_token": False,
        "clean_up_tokenization_spaces": False,
        "model_max_length": 512,
    }


def write_json(content: dict, path: Path) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--output", type=Path, default=Path("models/tokenizer"))
    output = arguments.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    tokenizer = train(Path(TRAINING_TEXT).read_bytes().decode("utf-8"))
    write_json(serialized(tokenizer), output / "tokenizer.json")
    write_json(configuration(), output / "tokenizer_config.json")
    write_json({"eos_token": END_OF_TEXT, "pad_token": END_OF_TEXT}, output / "special_tokens_map.json")


if __name__ == "__main__":
    main()
