"""Tiny GGUF files written by llama.cpp's own package, and what transformers makes of them.

python tools/golden/gguf_files.py model-core/src/test/resources/golden/gguf

Writes, per case, NAME.gguf and NAME.expected.safetensors, which holds every tensor under its name in transformers, as
transformers' own GGUF loader decodes it into float32, and
    tokens (1, 24)    input ids
    logits            of all positions, float32
and tokenizers.json: per case, texts and their ids. The reference is not transformers' loading of the file, which cuts every
text as GPT-2 does, but what the model families' own tokenizers say: Qwen2's class, Llama 3's pattern, SmolLM's single digits.
Cases: `mixed`, a llama with tensors of every type that Ordo reads; `qwen2` in F16, with biases; `bf16`, a llama in BF16 with an
untied head and other pre-tokenization. Needs `gguf`, `torch`, `transformers` and `accelerate`.
"""

import json
import pathlib
import sys

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from safetensors.torch import save_file
from tokenizers import AddedToken, Regex, Tokenizer, models, pre_tokenizers
from transformers import AutoModelForCausalLM, Qwen2Tokenizer
from transformers.convert_slow_tokenizer import TikTokenConverter

HIDDEN, INTERMEDIATE, LAYERS, HEADS, GROUPS, CONTEXT = 32, 64, 2, 4, 2, 128
HEAD = HIDDEN // HEADS
TEXTS = ["", "Hello world", " two  spaces\n\n\ttabs ", "in 2026 it cost 12345.67", "na\u00efve caf\u00e9 cafe\u0301 \U0001f469\u200d\U0001f467 \U0001f999",
         "a\r\nb\r\n", "<|im_start|>user\nhi<|im_end|>", "don't WON'T they'll", "\u65e5\u672c\u8a9e", "the then there " * 40]


def alphabet():
    """The characters that byte-level BPE spells the 256 bytes with."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spelled, shift = {}, 0
    for byte in range(256):
        if byte in printable:
            spelled[byte] = chr(byte)
        else:
            spelled[byte] = chr(256 + shift)
            shift += 1
    return [spelled[b] for b in range(256)]


def vocabulary():
    merges = ["t h", "th e", "\u0120 th", "\u0120th e", "i n", "e r", "l l", "o u", "\u0120 w", "' t", "1 2", "12 3", "\u0120 \u0120"]
    tokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *alphabet(), *(m.replace(" ", "") for m in merges)]
    tokens += [f"<|unused{i}|>" for i in range((-len(tokens)) % 32)]
    types = [3, 3, 3] + [1] * (256 + len(merges))
    types += [3] * (len(tokens) - len(types))
    return tokens, types, merges


def interleaved(weight, heads):
    """Rows in the order of llama.cpp's llama, as its converter lays them."""
    return weight.reshape(heads, 2, HEAD // 2, -1).swapaxes(1, 2).reshape(weight.shape)


def write(path, architecture, pre, type_of, tied, biases):
    random = np.random.default_rng(20261124)
    tokens, types, merges = vocabulary()
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INTERMEDIATE)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(GROUPS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(50000.0)
    writer.add_rope_dimension_count(HEAD)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(merges)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_pad_token_id(2)
    writer.add_chat_template("{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}")

    def add(name, *shape, heads=None):
        values = random.standard_normal(shape).astype(np.float32) * (0.2 if len(shape) > 1 else 0.1)
        values = values + 1 if name.endswith("norm.weight") else values
        if heads and architecture == "llama":
            values = interleaved(values, heads)
        kind = Type.F32 if len(shape) == 1 else type_of(name)
        if len(shape) == 1 and kind == Type.F32:
            values = values.astype(np.float16).astype(np.float32) if architecture == "qwen2" else values
            if pre == "llama-bpe":
                values = torch.from_numpy(values).bfloat16().float().numpy()
        raw = values if kind == Type.F32 else gguf.quantize(values, kind)
        writer.add_tensor(name, raw, raw_dtype=kind)

    add("token_embd.weight", len(tokens), HIDDEN)
    for n in range(LAYERS):
        block = f"blk.{n}."
        add(block + "attn_norm.weight", HIDDEN)
        add(block + "attn_q.weight", HIDDEN, HIDDEN, heads=HEADS)
        add(block + "attn_k.weight", GROUPS * HEAD, HIDDEN, heads=GROUPS)
        add(block + "attn_v.weight", GROUPS * HEAD, HIDDEN)
        if biases:
            add(block + "attn_q.bias", HIDDEN)
            add(block + "attn_k.bias", GROUPS * HEAD)
            add(block + "attn_v.bias", GROUPS * HEAD)
        add(block + "attn_output.weight", HIDDEN, HIDDEN)
        add(block + "ffn_norm.weight", HIDDEN)
        add(block + "ffn_gate.weight", INTERMEDIATE, HIDDEN)
        add(block + "ffn_up.weight", INTERMEDIATE, HIDDEN)
        add(block + "ffn_down.weight", HIDDEN, INTERMEDIATE)
    add("output_norm.weight", HIDDEN)
    if not tied:
        add("output.weight", len(tokens), HIDDEN)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def tokenizer(pre):
    """A function from text to ids, as the family that llama.cpp calls `pre` has it."""
    tokens, types, merges = vocabulary()
    vocab, pairs = {t: i for i, t in enumerate(tokens)}, [tuple(m.split(" ")) for m in merges]
    special = [AddedToken(t, normalized=False, special=True) for t, kind in zip(tokens, types) if kind == 3]
    if pre == "qwen2":
        made = Qwen2Tokenizer(vocab=vocab, merges=pairs, eos_token="<|im_end|>", pad_token="<|im_end|>")
        made.add_tokens(special)
        return lambda text: made.encode(text, add_special_tokens=False)
    made = Tokenizer(models.BPE(vocab, pairs, ignore_merges=pre == "llama-bpe"))
    if pre == "smollm":
        steps = [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    else:
        pattern = TikTokenConverter().pattern
        steps = [pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(False, use_regex=False)]
    made.pre_tokenizer = pre_tokenizers.Sequence(steps)
    made.add_tokens(special)
    return lambda text: made.encode(text).ids


def mixed(name):
    order = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]
    kinds = [Type.Q4_0, Type.Q4_1, Type.Q8_0, Type.F16, Type.BF16, Type.F32, Type.Q4_1]
    return next((kind for part, kind in zip(order, kinds) if part in name), Type.Q8_0)


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    ids = {}
    for name, architecture, pre, type_of, tied, biases in (
        ("mixed", "llama", "smollm", mixed, True, False),
        ("qwen2", "qwen2", "qwen2", lambda _: Type.F16, True, True),
        ("bf16", "llama", "llama-bpe", lambda _: Type.BF16, False, False),
    ):
        file = f"{name}.gguf"
        write(directory / file, architecture, pre, type_of, tied, biases)
        model = AutoModelForCausalLM.from_pretrained(directory, gguf_file=file, dtype=torch.float32).eval()
        tokens = torch.randint(3, 250, (1, 24), generator=torch.Generator().manual_seed(7))
        expected = {k: v.contiguous() for k, v in model.state_dict().items() if not (tied and k == "lm_head.weight")}
        with torch.no_grad():
            expected |= {"tokens": tokens, "logits": model(tokens).logits.contiguous()}
        save_file(expected, directory / f"{name}.expected.safetensors")
        encode = tokenizer(pre)
        ids[name] = [{"text": t, "ids": encode(t)} for t in TEXTS]
    (directory / "tokenizers.json").write_text(json.dumps(ids, indent=1) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
