"""The rates of rotary embedding at the sizes of real models, by transformers.

python tools/golden/rotary.py > model-core/src/test/resources/dev/ordo/model/decoder/rotary.json

Per name: `config`, a config.json of a model of one layer; `factor` of cosines and sines; `rates`, all of them, float32.
"""

import json

import transformers
from transformers import AutoConfig, AutoModelForCausalLM

COMMON = dict(vocab_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1, num_key_value_heads=1)
LLAMA = COMMON | dict(model_type="llama", hidden_size=128)
QWEN2 = COMMON | dict(model_type="qwen2", hidden_size=128, max_position_embeddings=32768, rope_theta=1000000.0)
QWEN3 = COMMON | dict(model_type="qwen3", hidden_size=8, head_dim=128, max_position_embeddings=40960, rope_theta=1000000)

# What the published checkpoints say, and what each optional field changes.
CONFIGS = {
    "smollm2": LLAMA | dict(hidden_size=64, max_position_embeddings=8192, rope_theta=100000),
    "llama-3.1": LLAMA | dict(max_position_embeddings=131072, rope_theta=500000.0, rope_scaling=dict(
        rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=8192)),
    "llama-3.2": LLAMA | dict(hidden_size=64, max_position_embeddings=131072, rope_theta=500000.0, rope_scaling=dict(
        rope_type="llama3", factor=32.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=8192)),
    "vicuna-16k": LLAMA | dict(max_position_embeddings=16384, rope_scaling=dict(type="linear", factor=4.0)),
    "qwen2.5": QWEN2,
    "qwen2.5-yarn": QWEN2 | dict(rope_scaling=dict(type="yarn", factor=4.0, original_max_position_embeddings=32768)),
    "qwen3": QWEN3 | dict(rope_scaling=None),
    "qwen3-yarn": QWEN3 | dict(rope_parameters=dict(
        rope_type="yarn", rope_theta=5e6, factor=3.7, original_max_position_embeddings=32768, beta_fast=24, beta_slow=1.5)),
    "yarn-untruncated": QWEN2 | dict(rope_parameters=dict(
        rope_type="yarn", rope_theta=1e4, factor=16.0, original_max_position_embeddings=4096, truncate=False, mscale=1.0,
        mscale_all_dim=0.8)),
    "yarn-unsaid": LLAMA | dict(max_position_embeddings=4096, rope_parameters=dict(
        rope_type="yarn", rope_theta=150000.0, factor=4.0, attention_factor=1.5)),
}


def main():
    found = {"transformers": transformers.__version__}
    for name, config in CONFIGS.items():
        kind = config["model_type"]
        made = AutoModelForCausalLM.from_config(AutoConfig.for_model(**config))
        rotary = made.model.rotary_emb
        found[name] = {"config": config | {"max_position_embeddings": made.config.max_position_embeddings},
                       "factor": float(rotary.attention_scaling), "rates": rotary.inv_freq.tolist()}
        assert made.config.model_type == kind
    print(json.dumps(found))


main()
