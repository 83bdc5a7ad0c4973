"""Exports the decoder's golden fixtures, and holds llama.cpp's logits to those of transformers that lie beside them.

    pip install xllamacpp gguf numpy safetensors
    python tools/fixtures_in_llama.py [FIXTURE...]        # from the repository's root, after ./ordo was built

Each fixture of model-core/src/test/resources/dev/ordo/model/decoder is a tiny model of a family with a rotary scaling or a sliding window;
it gets a tokenizer of as many letters as it has rows and is exported in F32. Prints, per fixture, the largest difference of a logit, of the
largest logit; or what `ordo export` refused. llama.cpp keeps keys and values in F16: some 1e-3 is what that costs.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from open_in_llama import Model
from safetensors import safe_open

FIXTURES = Path("model-core/src/test/resources/dev/ordo/model/decoder")
SPLIT = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def tokenizer(rows):
    split = {"type": "Split", "pattern": {"Regex": SPLIT}, "behavior": "Isolated", "invert": False}
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    return {
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, level]},
        "model": {"type": "BPE", "vocab": {chr(65 + row): row for row in range(rows)}, "merges": []},
    }


def difference(fixture, scratch):
    directory = scratch / fixture.name
    shutil.copytree(fixture, directory)
    with safe_open(directory / "expected.safetensors", "np") as expected:
        batch, wanted = expected.get_tensor("tokens"), expected.get_tensor("logits")
    (directory / "expected.safetensors").unlink()
    (directory / "masked.safetensors").unlink(missing_ok=True)
    rows = json.loads((directory / "config.json").read_text())["vocab_size"]
    (directory / "tokenizer.json").write_text(json.dumps(tokenizer(rows)))
    file = scratch / f"{fixture.name}.gguf"
    export = [os.environ.get("ORDO", "./ordo"), "export", str(directory), "--type", "f32", "--to", str(file)]
    said = subprocess.run(export, capture_output=True, text=True, check=False)
    if said.returncode != 0:
        return said.stderr.strip().splitlines()[-1]
    model = Model(file)
    worst = 0.0
    for row, tokens in enumerate(batch):
        worst = max(worst, float(np.abs(model.logits(tokens.tolist()) - wanted[row]).max()))
    return worst / float(np.abs(wanted).max())


def main(names):
    with tempfile.TemporaryDirectory() as scratch:
        for fixture in sorted(each for each in FIXTURES.iterdir() if each.is_dir() and (not names or each.name in names)):
            print(fixture.name, difference(fixture, Path(scratch)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
