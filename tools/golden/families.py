"""Every family with every rotary scaling, and windows: forward, loss, gradients, AdamW, perplexity and generation by transformers.

python tools/golden/families.py model-core/src/test/resources/dev/ordo/model/decoder

Writes, per variant, NAME/config.json and NAME/model.safetensors (a random model whose weights are bfloat16 numbers), and
NAME/expected.safetensors. All arithmetic is float32, but for what is named otherwise; models are read back from the files.
    tokens (2, 29)         input ids; longer than any window and any original context
    logits, loss, grad.P   of all positions; mean cross-entropy of the next tokens, and its gradient by parameter P
    bfloat16.logits, bfloat16.loss    the same of the model in bfloat16
    kd.loss, kd.grad.model.embed_tokens.weight    0.7 CE + 0.3 T^2 KL(teacher || student) at T = 2, the next variant being the teacher
    after.P                parameters after three steps of clipped AdamW on the cross-entropy
    neurons.N              layer N: mean over positions of the L2 norm over sequences of silu(gate(x)) * up(x)
    text (150), perplexity    ids, and the perplexity over windows of the context's length, each one's first token unscored
    prompts (3, 24), lengths (3), continued (3, 20)    prompts, padded with zeros, and what generate(do_sample=False) adds to each
"""

import json
import pathlib
import sys

import torch
import transformers
from decoder import distillation, gradients, neurons, steps
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy
from transformers import AutoModelForCausalLM

NEW_TOKENS = 20
COMMON = dict(vocab_size=32, hidden_size=8, intermediate_size=12, num_hidden_layers=3, num_attention_heads=4,
              num_key_value_heads=2, max_position_embeddings=64, hidden_act="silu", rms_norm_eps=1e-6,
              bos_token_id=None, eos_token_id=0, pad_token_id=None)
QWEN2 = dict(model_type="qwen2", architectures=["Qwen2ForCausalLM"], hidden_size=16, num_attention_heads=2, num_key_value_heads=1)
QWEN3 = dict(model_type="qwen3", architectures=["Qwen3ForCausalLM"], head_dim=8)
LLAMA = dict(model_type="llama", architectures=["LlamaForCausalLM"], head_dim=8)

# Names say family and scaling. The spelling is that of transformers 4 where `torch_dtype` is, else that of 5.
VARIANTS = {
    "qwen2-window": QWEN2 | dict(tie_word_embeddings=True, torch_dtype="bfloat16", rope_theta=1e4, use_sliding_window=True,
                                 sliding_window=5, max_window_layers=1),
    "qwen2-yarn": QWEN2 | dict(tie_word_embeddings=False, torch_dtype="bfloat16", rope_theta=100.0, use_sliding_window=False,
                               sliding_window=5, max_window_layers=0, num_hidden_layers=2,
                               rope_scaling=dict(type="yarn", factor=4.0, original_max_position_embeddings=16, beta_fast=2.0,
                                                 beta_slow=0.5)),
    "qwen3": QWEN3 | dict(tie_word_embeddings=True, torch_dtype="bfloat16", rope_theta=1e6, rope_scaling=None),
    "qwen3-yarn-window": QWEN3 | dict(
        tie_word_embeddings=False, dtype="bfloat16", use_sliding_window=True, sliding_window=7, max_window_layers=28,
        layer_types=["sliding_attention", "full_attention", "sliding_attention"],
        rope_parameters=dict(rope_type="yarn", rope_theta=1e3, factor=4.0, original_max_position_embeddings=16,
                             attention_factor=1.25, beta_fast=2.5, beta_slow=0.4, truncate=False)),
    "qwen3-linear": QWEN3 | dict(tie_word_embeddings=False, dtype="bfloat16", attention_bias=True, num_key_value_heads=4,
                                 rope_parameters=dict(rope_type="linear", rope_theta=1e4, factor=4.0)),
    "llama-llama3": LLAMA | dict(
        tie_word_embeddings=True, torch_dtype="bfloat16", rope_theta=50.0, rms_norm_eps=1e-5,
        rope_scaling=dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                          original_max_position_embeddings=32)),
    "llama-linear": LLAMA | dict(tie_word_embeddings=False, torch_dtype="bfloat16", rope_theta=1e4, attention_bias=True,
                                 num_key_value_heads=1, rope_scaling=dict(type="linear", factor=2.0)),
    "llama-yarn": LLAMA | dict(
        tie_word_embeddings=False, dtype="bfloat16", num_key_value_heads=4,
        rope_parameters=dict(rope_type="yarn", rope_theta=1e2, factor=4.0, original_max_position_embeddings=16,
                             mscale=1.5, mscale_all_dim=0.5)),
}


def shapes(c):
    """The parameters that transformers must find in the file, no more and no fewer."""
    hidden, inner, size = c["hidden_size"], c["intermediate_size"], c.get("head_dim", c["hidden_size"] // c["num_attention_heads"])
    queries, keys = c["num_attention_heads"] * size, c["num_key_value_heads"] * size
    found = {"model.embed_tokens.weight": (c["vocab_size"], hidden), "model.norm.weight": (hidden,)}
    if not c["tie_word_embeddings"]:
        found["lm_head.weight"] = (c["vocab_size"], hidden)
    for layer in range(c["num_hidden_layers"]):
        at = f"model.layers.{layer}."
        for name, rows in (("q", queries), ("k", keys), ("v", keys), ("o", hidden)):
            found[f"{at}self_attn.{name}_proj.weight"] = (rows, queries if name == "o" else hidden)
            if c.get("attention_bias") or (c["model_type"] == "qwen2" and name != "o"):
                found[f"{at}self_attn.{name}_proj.bias"] = (rows,)
        if c["model_type"] == "qwen3":
            found |= {f"{at}self_attn.{name}_norm.weight": (size,) for name in "qk"}
        found |= {f"{at}mlp.{name}_proj.weight": (inner, hidden) for name in ("gate", "up")}
        found |= {f"{at}mlp.down_proj.weight": (hidden, inner)}
        found |= {f"{at}{name}_layernorm.weight": (hidden,) for name in ("input", "post_attention")}
    return found


def weights(config, generator):
    made = {}
    for name, shape in sorted(shapes(config).items()):
        noise = torch.randn(shape, generator=generator)
        made[name] = (1 + 0.2 * noise if name.endswith("norm.weight") else 0.35 * noise).bfloat16()
    return made


def read(folder, dtype=torch.float32):
    model, report = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, attn_implementation="eager",
                                                         output_loading_info=True)
    assert not any(report[key] for key in report if key.endswith("keys")), report
    return model.eval()


def next_tokens(logits, tokens):
    return cross_entropy(logits[:, :-1].flatten(0, 1).float(), tokens[:, 1:].flatten())


def perplexity(model, text):
    """No special tokens, windows of the whole context that do not overlap."""
    total, scored, context = 0.0, 0, model.config.max_position_embeddings
    for start in range(0, len(text), context):
        window = text[start : start + context].unsqueeze(0)
        with torch.no_grad():
            logits = model(window).logits.double()
        total += cross_entropy(logits[0, :-1], window[0, 1:], reduction="sum").item()
        scored += window.shape[1] - 1
    return torch.tensor([total / scored], dtype=torch.float64).exp().float()


def continued(model, prompt):
    made = model.generate(prompt.unsqueeze(0), do_sample=False, max_new_tokens=NEW_TOKENS, pad_token_id=0, eos_token_id=None,
                          return_dict_in_generate=True, output_scores=True)
    gap = min((score[0].topk(2).values[0] - score[0].topk(2).values[1]).item() for score in made.scores)
    assert gap > 1e-3, f"two tokens are {gap} apart: rounding could choose"
    return made.sequences[0, len(prompt):]


def expected(folder, teacher, generator):
    model, half = read(folder), read(folder, torch.bfloat16)
    vocabulary = model.config.vocab_size
    tokens = torch.randint(0, vocabulary, (2, 29), generator=generator)
    text = torch.randint(0, vocabulary, (150,), generator=generator)
    lengths = torch.tensor([1, 9, 24])
    prompts = torch.randint(1, vocabulary, (3, 24), generator=generator)
    prompts = prompts * (torch.arange(24) < lengths.unsqueeze(1))
    logits = model(tokens).logits
    loss, kd = next_tokens(logits, tokens), distillation(model, read(teacher), tokens)
    with torch.no_grad():
        rounded = half(tokens).logits
    embedding = "kd.grad.model.embed_tokens.weight"
    found = {"tokens": tokens, "logits": logits.detach(), "loss": loss.detach().reshape(1),
             "bfloat16.logits": rounded, "bfloat16.loss": next_tokens(rounded, tokens).reshape(1),
             "kd.loss": kd.detach().float().reshape(1), embedding: gradients(model, kd, "kd.grad.")[embedding],
             "text": text, "perplexity": perplexity(model, text), "prompts": prompts, "lengths": lengths,
             "continued": torch.stack([continued(model, row[:n]) for row, n in zip(prompts, lengths.tolist())])}
    return found | gradients(model, loss, "grad.") | neurons(model, tokens) | steps(model, tokens)


def main():
    torch.set_num_threads(1)
    root = pathlib.Path(sys.argv[1])
    generator = torch.Generator().manual_seed(20261125)
    for name, variant in VARIANTS.items():
        config = COMMON | variant
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name / "config.json").write_text(json.dumps(config, indent=1) + "\n")
        save_file(weights(config, generator), root / name / "model.safetensors", metadata={"format": "pt"})
    names = list(VARIANTS)
    for i, name in enumerate(names):
        found = expected(root / name, root / names[(i + 1) % len(names)], generator)
        versions = {"transformers": transformers.__version__, "torch": torch.__version__}
        save_file({key: value.contiguous() for key, value in found.items()}, root / name / "expected.safetensors", versions)
        error = (found["bfloat16.logits"].float() - found["logits"]).square().mean().sqrt() / found["logits"].square().mean().sqrt()
        print(name, found["loss"].item(), found["kd.loss"].item(), found["perplexity"].item(), f"bfloat16 errs by {error:.4f}")


main()
