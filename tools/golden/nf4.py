"""NormalFloat4 with double quantization by bitsandbytes' CPU backend, and a model so quantized as transformers saves it.

python tools/golden/nf4.py model-core/src/test/resources/golden

Writes nf4.safetensors, which has, for matrices `few`, `one` and `many` of 3, 1 and 320 blocks,
    NAME.weight (rows, columns) bfloat16       what is quantized
    NAME.packed, NAME.absmax, NAME.nested_absmax, NAME.offset      what bitsandbytes makes of it
    NAME.dequantized (rows, columns) bfloat16  what it makes of that
and
    values (256)                               what codes of scales stand for
    edges, edges.codes                         numbers next to those at which the code of a scale changes, and their codes
    sums.lengths, sums                         PyTorch's sums, in one thread, of so many of the numbers that `number` gives
and the directory qwen2-nf4 with qwen2-nf4-sums.json, the sums of its dequantized tensors.
Needs `accelerate`, `bitsandbytes`, `safetensors`, `torch` and `transformers`, on a processor with 256-bit vectors.
"""

import json

import sys
import tempfile
from pathlib import Path

import bitsandbytes
import torch
from bitsandbytes.functional import dequantize_4bit, quantize_4bit, quantize_blockwise
from safetensors.torch import save_file
from transformers import BitsAndBytesConfig, Qwen2Config, Qwen2ForCausalLM

LENGTHS = [1, 2, 3, 4, 7, 8, 9, 31, 32, 33, 255, 511, 512, 513, 1000, 8192, 8200, 32767, 70001, 600000]


def number(i):
    """Like a scale, and the same in any language: rounded once, to float32."""
    return (i * 2654435761 % 2**32 >> 8) / 2**24 + 0.25


def weights():
    generator = torch.Generator().manual_seed(20261130)
    many = torch.randn(20, 1024, generator=generator) * 0.05
    many[1] *= 1e-3
    many[2] *= 30
    many[3] = 0  # whole blocks of zero
    many[4, :64] = 0
    many[5] = (torch.arange(1024) % 64 - 31.5) / 31.5
    many[6] = 1e-39  # below the smallest normal number
    many[7] = many[7].abs()
    many[8] = torch.rand(1024, generator=generator) ** 8 * torch.sign(many[8])  # heavy tails
    many[9, ::64] = 1  # the largest is known
    few = torch.randn(3, 64, generator=generator)
    one = torch.randn(1, 64, generator=generator)
    return {"few": few.to(torch.bfloat16), "one": one.to(torch.bfloat16), "many": many.to(torch.bfloat16)}


def edges(values):
    """For each of the 255 changes five neighbouring numbers, of [-1, 1], and the codes that they get beside a scale of 1."""
    midpoints = (values[:-1].double() + values[1:].double()) / 2
    steps = torch.ceil((midpoints + 1) / 2 * 65535)  # the first of the grid's that is not below
    edge = (2 * (steps - 0.5) / 65535 - 1).float().clamp(-1, 1)  # where numbers begin to be rounded to it
    up, down = torch.full_like(edge, 2), torch.full_like(edge, -2)
    near = [edge, edge.nextafter(up), edge.nextafter(up).nextafter(up), edge.nextafter(down), edge.nextafter(down).nextafter(down)]
    blocks = torch.cat([torch.ones(5, 1), torch.stack(near)], 1)  # 256 in each, the largest 1
    codes, _ = quantize_blockwise(blocks.flatten(), blocksize=256)
    return blocks.flatten(), codes


def matrices(path):
    tensors = {}
    for name, weight in weights().items():
        packed, state = quantize_4bit(weight, blocksize=64, compress_statistics=True, quant_type="nf4")
        tensors[name + ".weight"] = weight
        tensors[name + ".packed"] = packed.flatten()
        tensors[name + ".absmax"] = state.absmax
        tensors[name + ".nested_absmax"] = state.state2.absmax
        tensors[name + ".offset"] = state.offset.reshape(1)
        tensors[name + ".dequantized"] = dequantize_4bit(packed, state)
        tensors["values"] = state.state2.code.clone()
    tensors["edges"], tensors["edges.codes"] = edges(tensors["values"])
    numbers = torch.tensor([number(i) for i in range(max(LENGTHS))], dtype=torch.float64).to(torch.float32)
    tensors["sums.lengths"] = torch.tensor(LENGTHS)
    tensors["sums"] = torch.stack([numbers[:length].sum() for length in LENGTHS])
    reference = f"bitsandbytes {bitsandbytes.__version__}, torch {torch.__version__}"
    save_file(tensors, path, {"reference": reference})


def model(target):
    torch.manual_seed(20261130)
    config = Qwen2Config(
        vocab_size=48, hidden_size=64, intermediate_size=128, num_hidden_layers=1, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=64, tie_word_embeddings=True, dtype="bfloat16",
        bos_token_id=None, eos_token_id=0,
    )
    quantization = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True)
    with tempfile.TemporaryDirectory() as plain:
        Qwen2ForCausalLM(config).to(torch.bfloat16).save_pretrained(plain)
        made = Qwen2ForCausalLM.from_pretrained(plain, dtype=torch.bfloat16, quantization_config=quantization)
    made.save_pretrained(target / "qwen2-nf4")
    (target / "qwen2-nf4" / "generation_config.json").unlink(missing_ok=True)
    sums = {}
    for name, parameter in made.named_parameters():
        state = getattr(parameter, "quant_state", None)
        value = parameter if state is None else dequantize_4bit(parameter.data, state)
        sums[name] = value.double().sum().item()
    (target / "qwen2-nf4-sums.json").write_text(json.dumps(dict(sorted(sums.items())), indent=1) + "\n")


def main(target):
    torch.set_num_threads(1)
    matrices(target / "nf4.safetensors")
    model(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
