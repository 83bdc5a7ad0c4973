"""Awkward texts as token ids, by transformers.

python tools/golden/awkward.py model-core/src/test/resources/dev/ordo/model/tokenizer

Writes NAME/tokenizer.json per kind of tokenizer, trained on a few lines, and expected.json: `texts`; per kind `ids`, those of every
text without special tokens added, and `decoded`, what they give back; `lines`, each a `unit` and how many `times` it makes one line of
100 kB and more; per kind `digests`, the SHA-256 of every line's ids as little-endian int32.
"""

import hashlib
import json
import pathlib
import struct
import sys

import transformers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

CORPUS = ["What a fine day it is, said the assistant to the user.", "The system replies: one, two, three; 1234 and 567.",
          "Nobody knows what the user wants.\r\nThe answer is short.\n\n\n", "na\u00efve caf\u00e9 \U0001f600 \u65e5\u672c\u8a9e"] * 4
QWEN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
LLAMA = QWEN.replace(r"|\p{N}|", r"|\p{N}{1,3}|")

TEXTS = [
    "", " ", "\n", "\r", "\r\n", "\t\u00a0\u2003 ", "plain", " leading and trailing  ",
    "one\r\ntwo\rthree\n\r\n\n four\r\n", "no\u2028line\u2029break\u0085here\x0b\x0c",
    "\U0001f600\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f44d\U0001f3fd \U0001f1eb\U0001f1f7\U0001f1e9 \u2764\ufe0f 1\ufe0f\u20e3",
    "e\u0301 \u00e9 \u1e9b\u0323 \ufb01 \u212b", "\u0061\u0315\u0300\u05ae\u0300\u0062", "\ufeffmarked", "null \x00 bell \x07 escape \x1b[0m",
    "\u05e9\u05dc\u05d5\u05dd \u202eflipped\u202c \u0627\u0644\u0633\u0644\u0627\u0645", "\u65e5\u672c\u8a9e\u3000\u30c6\u30ad\u30b9\u30c8\u3002",
    "\ufffd \ue000 \U0010ffff \ud7ff \ufffe", "don't I'LL we'Re 'tis", "1234567890 3.14 \u0661\u0662\u0663 \u00bd \u2167 1,000,000",
    "<|im_end|>", "<|im_start|>user\nSay <|im_end|>\n<|im_start|>assistant", "a <|im_end|> b", "a<|im_end|>b", "<|im_end|><|im_end|>",
    "<|im_end|", "<|im_end |>", "<|IM_END|>", "<<|im_end|>>", "<|im_\u200bend|>", "\r\n<|im_end|>\r\n", "<s>", "</s> <unk>", " <s> ",
    "<tool>", " <tool> ", "x<tool>y", "<0x0A>", "\u2581", "_\u2581_", "  \u2581  ",
]
LINES = [("What a fine day it is. ", 4_500), ("universal", 11_400), ("\U0001f600\U0001f469\u200d\U0001f680", 6_800), ("1", 100_000),
         (" ", 100_000), ("say <|im_end|> ", 6_700)]


def byte_level(pattern, normalizer=None, first=None):
    made = Tokenizer(models.BPE())
    made.normalizer = normalizer
    split = [first] if first else [pre_tokenizers.Split(Regex(pattern), "isolated")]
    made.pre_tokenizer = pre_tokenizers.Sequence(split + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=bool(first))])
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=330, special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"], show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    # Not special, and it swallows the white space at its left.
    made.add_tokens([AddedToken("<tool>", lstrip=True, special=False)])
    return made


def qwen():
    return byte_level(QWEN, normalizers.NFC())


def llama3():
    made = byte_level(LLAMA)
    made.post_processor = processors.TemplateProcessing(single="<|im_start|> $A", special_tokens=[("<|im_start|>", 1)])
    return made


def smollm():
    return byte_level(None, first=pre_tokenizers.Digits(individual_digits=True))


def llama2():
    """SentencePiece as Llama 2 had it: a space in front, spaces as U+2581, bytes where the vocabulary ends."""
    made = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    made.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    made.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(),
                                      decoders.Strip(" ", 1, 0)])
    special = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    made.train_from_iterator([line.replace(" ", "\u2581") for line in CORPUS], trainers.BpeTrainer(
        vocab_size=360, special_tokens=special, show_progress=False))
    document = json.loads(made.to_str())
    document["added_tokens"] = [each for each in document["added_tokens"] if not each["content"].startswith("<0x")]
    made = Tokenizer.from_str(json.dumps(document))
    made.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return made


def ids(tokenizer, text):
    return tokenizer(text, add_special_tokens=False)["input_ids"]


def digest(found):
    return hashlib.sha256(struct.pack(f"<{len(found)}i", *found)).hexdigest()


def main():
    root = pathlib.Path(sys.argv[1])
    expected = {"transformers": transformers.__version__, "texts": TEXTS,
                "lines": [{"unit": unit, "times": times} for unit, times in LINES]}
    for name, made in {"qwen": qwen(), "llama3": llama3(), "smollm": smollm(), "llama2": llama2()}.items():
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name / "tokenizer.json").write_text(made.to_str())
        fast = PreTrainedTokenizerFast(tokenizer_object=made, clean_up_tokenization_spaces=False)
        found = [ids(fast, text) for text in TEXTS]
        expected[name] = {"ids": found, "decoded": [fast.decode(each) for each in found],
                          "digests": [digest(ids(fast, unit * times)) for unit, times in LINES]}
        print(name, len(fast), sum(map(len, found)))
    (root / "expected.json").write_text(json.dumps(expected) + "\n")


main()
