"""Greedy continuations of the tiny models by transformers' generate.

python tools/golden/generation.py model-core/src/test/resources/dev/ordo/model/decoder \
    > model-core/src/test/resources/dev/ordo/model/generation/greedy.json

Reads the models of decoder.py's fixtures. Per family F: F.prompts, of several lengths, each continued alone; F.stopping, what
generate(do_sample=False) adds to them, F.end, which ends a text, left out; F.endless, the same where no token
ends one.
`gap` is the least distance of the two highest scores at any step: far more than rounding can bridge.
"""

import json
import pathlib
import sys

import torch
import transformers
from transformers import AutoModelForCausalLM

LENGTHS, NEW_TOKENS, ENDS = (1, 2, 5, 9, 17, 30), 24, {"qwen2": 18, "llama": 0}


def continued(model, prompt, **options):
    made = model.generate(torch.tensor([prompt]), do_sample=False, max_new_tokens=NEW_TOKENS, pad_token_id=0,
                          return_dict_in_generate=True, output_scores=True, **options)
    gap = min((score[0].topk(2).values[0] - score[0].topk(2).values[1]).item() for score in made.scores)
    return made.sequences[0, len(prompt):].tolist(), gap


def main():
    torch.set_num_threads(1)
    root = pathlib.Path(sys.argv[1])
    generator = torch.Generator().manual_seed(20261125)
    found, gaps = {"transformers": transformers.__version__, "torch": torch.__version__, "newTokens": NEW_TOKENS}, []
    for family, end in ENDS.items():
        model = AutoModelForCausalLM.from_pretrained(root / family, dtype=torch.float32, attn_implementation="eager")
        prompts = [torch.randint(1, model.config.vocab_size, (n,), generator=generator).tolist() for n in LENGTHS]
        stopping = [continued(model, prompt, eos_token_id=end) for prompt in prompts]
        endless = [continued(model, prompt, eos_token_id=None) for prompt in prompts]
        gaps += [gap for _, gap in stopping + endless]
        found |= {f"{family}.end": end, f"{family}.prompts": prompts, f"{family}.endless": [t for t, _ in endless],
                  f"{family}.stopping": [[t for t in tokens if t != end] for tokens, _ in stopping]}
    print(json.dumps(found | {"gap": round(min(gaps), 6)}))


main()
