"""G-Eval and prompt alignment of scripted judges, as DeepEval scores them.

python tools/golden/judging.py > evaluator-svc/src/test/resources/dev/ordo/evaluator/judge/deepeval.json

Needs deepeval (3.6.7). Every case has the judge's reply (`text`, and `tokens` with their most likely `alternatives`, natural
log-probabilities) and DeepEval's `score`; G-Eval's have the `mode` too: whether DeepEval weighted, or fell back to the number.
"""

import json
import math
import os
import random
from importlib.metadata import version

os.environ["DEEPEVAL_TELEMETRY_OPT_OUT"] = "1"

from deepeval.metrics import GEval, PromptAlignmentMetric  # noqa: E402
from deepeval.metrics.g_eval.utils import calculate_weighted_summed_score  # noqa: E402
from deepeval.models import DeepEvalBaseLLM  # noqa: E402
from deepeval.test_case import LLMTestCase, LLMTestCaseParams  # noqa: E402
from openai.types.chat import ChatCompletion  # noqa: E402

CASE = LLMTestCase(input="Name a river.", actual_output="The Rhine.")


class Scripted(DeepEvalBaseLLM):
    """Says one thing, whatever it is asked."""

    def __init__(self, text):
        self.text = text
        super().__init__("scripted")

    def load_model(self):
        return self

    def get_model_name(self):
        return "scripted"

    def generate(self, prompt):
        return self.text

    async def a_generate(self, prompt):
        return self.text


class Telling(Scripted):
    """Tells the probabilities of its tokens, too."""

    def __init__(self, text, tokens):
        super().__init__(text)
        self.tokens = tokens

    async def a_generate_raw_response(self, prompt, top_logprobs):
        return completion(self.text, self.tokens), 0


def completion(text, tokens):
    def entry(token, logprob):
        return {"token": token, "logprob": logprob, "bytes": None}

    content = [
        entry(each["text"], max(each["alternatives"].values(), default=0.0))
        | {"top_logprobs": [entry(*pair) for pair in each["alternatives"].items()]}
        for each in tokens
    ]
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    choice["logprobs"] = {"content": content, "refusal": None} if tokens else None
    return ChatCompletion.model_validate(
        {"id": "1", "created": 0, "model": "scripted", "object": "chat.completion", "choices": [choice]})


def g_eval(before, score, alternatives, after="}"):
    """A reply whose score is one token, or several where `score` is a list."""
    pieces = score if isinstance(score, list) else [score]
    tokens = [{"text": before, "alternatives": {}}]
    tokens += [{"text": each, "alternatives": alternatives} for each in pieces]
    tokens += [{"text": after, "alternatives": {}}]
    return judged("".join(each["text"] for each in tokens), tokens if alternatives is not None else [])


def judged(text, tokens):
    metric = GEval(
        name="g",
        evaluation_params=[LLMTestCaseParams.INPUT, LLMTestCaseParams.ACTUAL_OUTPUT],
        evaluation_steps=["Evaluate it."],
        model=Telling(text, tokens) if tokens else Scripted(text))
    score = metric.measure(CASE, _show_indicator=False, _log_metric_to_confident=False)
    return {"text": text, "tokens": tokens, "score": score, "mode": mode(text, tokens)}


def mode(text, tokens):
    written = json.loads(text[text.index("{"):text.rindex("}") + 1].replace(",}", "}"))["score"]
    try:
        calculate_weighted_summed_score(written, completion(text, tokens))
        return "log-probabilities"
    except (KeyError, AttributeError, TypeError, ValueError):
        return "integer"


def drawn(random):
    """Twenty alternatives as a model would give them: numbers, words and odds and ends."""
    words = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "eight", "\"", " 7", "-", "N", ".", "<s>", "ten", "05"]
    weights = [random.expovariate(1) ** 4 for _ in words]
    alternatives = {word: math.log(weight / sum(weights)) for word, weight in zip(words, weights)}
    chosen = max((word for word in words if word.isdecimal() and word != "05"), key=alternatives.get)
    return chosen, alternatives


def alignment(text, instructions):
    metric = PromptAlignmentMetric(
        prompt_instructions=[f"Instruction {index}." for index in range(instructions)],
        model=Scripted(text),
        include_reason=False)
    return {
        "text": text,
        "instructions": instructions,
        "score": metric.measure(CASE, _show_indicator=False, _log_metric_to_confident=False),
    }


def main():
    head = '{"reason": "It answers.", "score": '
    g_evals = [
        g_eval(head, "8", {"8": -0.2, "7": -1.9, "9": -3.5, "10": -5.0, "eight": -2.5}),
        g_eval(head, "10", {"10": -0.01, "9": -4.7}),
        g_eval(head, "0", {"0": -0.9, "1": -1.0, "10": -1.6}),
        g_eval(head, "5", {"5": -0.5, "4": math.log(0.01) + 1e-9, "9": math.log(0.01) - 1e-9}),
        g_eval(head, "6", {"6": -0.7, "06": -1.1, "3": -2.0}),
        g_eval(head, ["1", "0"], {"1": -0.1, "2": -3.0}),
        g_eval(head, "7.5", {"7.5": -0.1, "7": -3.0}),
        g_eval(head, "4", None),
        g_eval("```json\n" + head, "3", {"3": -0.3, "2": -1.5}, ",}\n```\nI hope this helps."),
    ]
    chance = random.Random(1)
    for _ in range(20):
        g_evals.append(g_eval(head, *drawn(chance)))
    alignments = [
        alignment(json.dumps({"verdicts": [{"verdict": each} for each in verdicts]}), len(verdicts))
        for verdicts in (["yes"], ["no"], ["yes", "no"], ["No ", "NO", "yes"], ["idk", "no", "Yes.", "yes", " no\n"])
    ]
    alignments.append(alignment('Sure!\n```json\n{"verdicts": [{"verdict": "no", "reason": "It {is} long."},]}\n```', 1))
    print(json.dumps({"deepeval": version("deepeval"), "gEval": g_evals, "promptAlignment": alignments}, indent=1))


main()
