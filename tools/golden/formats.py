"""Writes the golden fixtures of the model core's formats with the reference libraries.

    python tools/golden/formats.py model-core/src/test/resources/golden

Needs torch, transformers, tokenizers, safetensors and compressed-tensors; the versions used are written
beside the fixtures. Everything is seeded: running it again with the same versions changes nothing.
"""

import json
import sys
from pathlib import Path

import compressed_tensors
import safetensors
import tokenizers
import torch
import transformers
from compressed_tensors.compressors import ModelCompressor
from compressed_tensors.compressors.pack_quantized.base import PackedQuantizationCompressor
from compressed_tensors.quantization import (
    QuantizationArgs,
    QuantizationConfig,
    QuantizationScheme,
    apply_quantization_config,
)
from compressed_tensors.quantization.lifecycle.forward import quantize
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import Qwen2Config, Qwen2ForCausalLM


def packed(target: Path) -> None:
    """weight -> quantized values, packed words and scales, and the weight that comes back."""
    for name, rows, columns, bits, group in [
        ("int4-g8", 6, 32, 4, 8),
        ("int4-g12-padded", 3, 12, 4, 12),
        ("int8-g16", 4, 32, 8, 16),
    ]:
        weight = torch.randn(rows, columns, generator=torch.Generator().manual_seed(columns)).bfloat16()
        args = QuantizationArgs(num_bits=bits, type="int", symmetric=True, strategy="group", group_size=group)
        scheme = QuantizationScheme(targets=["Linear"], weights=args)
        top = weight.float().reshape(rows, -1, group).abs().amax(-1)
        scale = (top / (2 ** (bits - 1) - 0.5)).bfloat16()
        values = quantize(weight, scale, None, args, dtype=torch.int8)
        stored = PackedQuantizationCompressor.compress({"weight": weight, "weight_scale": scale}, scheme)
        back = PackedQuantizationCompressor.decompress(stored, scheme)["weight"]
        tensors = {
            "x.weight_packed": stored["weight_packed"],
            "x.weight_scale": stored["weight_scale"],
            "x.weight_shape": stored["weight_shape"],
            "values": values,
            "dequantized": back.contiguous(),
        }
        save_file(tensors, target / f"{name}.safetensors", {"bits": str(bits)})


def float_formats(target: Path) -> None:
    """float32 values, among them ties, subnormals and the edges of both ranges, and their 16-bit forms."""
    generator = torch.Generator().manual_seed(7)
    bits = torch.randint(-(2**31), 2**31, (500,), generator=generator).int()
    halves = torch.arange(0, 65536, 131).to(torch.int32)
    widened = halves.to(torch.int16).view(torch.float16).float()
    ties = (widened[:-1] + widened[1:]) / 2
    edges = torch.tensor([0.0, -0.0, 65504.0, 65519.99, 65520.0, 65536.0, 3.4e38, 6e-8, 2.9e-8, 2.98023223876953125e-8])
    values = torch.cat([bits.view(torch.float32), ties, edges])
    every_16th = torch.arange(-32768, 32768, 16).to(torch.int16)
    values = values[~values.isnan()].contiguous()
    save_file(
        {
            "values": values,
            "bf16": values.bfloat16().view(torch.int16),
            "f16": values.half().view(torch.int16),
            "halves": every_16th,
            "halves_as_f32": every_16th.view(torch.float16).float(),
        },
        target / "float-formats.safetensors",
    )


def checkpoint(target: Path) -> None:
    """A Qwen2 checkpoint as transformers saves it, in shards, and then with packed weights."""
    torch.manual_seed(3)
    config = Qwen2Config(
        vocab_size=48,
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=64,
        tie_word_embeddings=True,
        rope_parameters={"rope_type": "default", "rope_theta": 20000.0},
        dtype="bfloat16",
        eos_token_id=0,
    )
    model = Qwen2ForCausalLM(config).bfloat16()
    model.save_pretrained(target / "qwen2", max_shard_size="6KB")
    write_sums(model, target / "qwen2-sums.json")

    args = QuantizationArgs(num_bits=4, type="int", symmetric=True, strategy="group", group_size=8)
    scheme = QuantizationScheme(targets=["Linear"], weights=args)
    apply_quantization_config(model, QuantizationConfig(config_groups={"group_0": scheme}, ignore=["lm_head"]))
    for module in model.modules():
        if hasattr(module, "weight_scale"):
            top = module.weight.float().reshape(module.weight.shape[0], -1, 8).abs().amax(-1)
            module.weight_scale.data.copy_((top / 7.5).bfloat16())
    compressor = ModelCompressor.from_pretrained_model(model, "pack-quantized")
    compressor.compress_model(model)
    model.save_pretrained(target / "qwen2-int4")
    compressor.update_config(target / "qwen2-int4")
    compressor.decompress_model(model)
    write_sums(model, target / "qwen2-int4-sums.json")
    for settings in target.glob("*/generation_config.json"):
        settings.unlink()


def write_sums(model: Qwen2ForCausalLM, target: Path) -> None:
    sums = {
        name: tensor.double().sum().item()
        for name, tensor in sorted(model.state_dict().items())
        if name.endswith((".weight", ".bias")) and name != "lm_head.weight"
    }
    target.write_text(json.dumps(sums, indent=1) + "\n")


TEXTS = [
    "",
    "It is a truth universally acknowledged.",
    "Line one\r\nLine two\r\n\r\nLine four\n",
    "tabs\tand   spaces  ",
    "naïve café — “quoted” … 日本語",
    "emoji 😀👩‍👩‍👧 flags 🇫🇷",
    "<|end|>special inside<|end|>",
    "null \u0000 byte",
    "a" * 70,
    "1234567890 3.14 -7",
]


def tokenizer(target: Path) -> None:
    """A small byte-level BPE tokenizer, and texts with the ids that the reference gives them."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320,
        special_tokens=["<|end|>"],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    made.train_from_iterator([__doc__, *TEXTS[1:6]], trainer)
    made.save(str(target / "tokenizer" / "tokenizer.json"))
    cases = [{"text": text, "ids": made.encode(text, add_special_tokens=False).ids} for text in TEXTS]
    (target / "tokenizer" / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")


def main() -> None:
    target = Path(sys.argv[1])
    for folder in ["packed", "tokenizer"]:
        (target / folder).mkdir(parents=True, exist_ok=True)
    packed(target / "packed")
    float_formats(target)
    checkpoint(target)
    tokenizer(target)
    versions = {
        module.__name__: module.__version__
        for module in [compressed_tensors, safetensors, tokenizers, torch, transformers]
    }
    (target / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")


if __name__ == "__main__":
    main()
