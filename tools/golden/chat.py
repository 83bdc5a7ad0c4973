"""Conversations as text, ids and assistant masks by transformers' apply_chat_template.

python tools/golden/chat.py model-core/src/test/resources/dev/ordo/model/chat

Writes NAME/tokenizer_config.json (the template) and NAME/tokenizer.json (a small byte-level BPE) per template, and
expected.json: per template the conversations, each with `messages`, `text`, `prompt` (with the generation prompt), `ids`
and `mask`. The masks come from the same templates with `generation` blocks round what the assistant says and its end of
turn, which print the same text; the templates that are written have none, but for `trims`.
"""

import json
import pathlib
import sys

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
CORPUS = ["What a fine day it is, said the assistant to the user.", "The system replies: one, two, three.",
          "Nobody knows what the user wants.\nThe answer is short.", "assistant assistant user user system system"] * 4

# In the manner of SmolLM2: a default system turn, everything in one line.
PLAIN = (
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\\nYou answer in few words<|im_end|>\\n' }}{% endif %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' }}"
    "{% if message['role'] == 'assistant' %}[generation]{{ message['content'] + '<|im_end|>' }}[/generation]"
    "{% else %}{{ message['content'] + '<|im_end|>' }}{% endif %}{{ '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)

# In the manner of Qwen2: many lines, trims at every tag, a branch for tools, conditions over several fields.
TOOLS = """{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- for tool in tools %}
        {{- tool | tojson }}
    {%- endfor %}
    {{- '<|im_end|>\\n' }}
{%- else %}
    {%- if messages[0]['role'] == 'system' %}
        {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>system\\nYou are of use.<|im_end|>\\n' }}
    {%- endif %}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" and not message.tool_calls %}
        {{- '<|im_start|>' + message.role + '\\n' }}
        {%- generation %}
        {{- message.content + '<|im_end|>' }}
        {%- endgeneration %}
        {{- '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""

# Leans on trim_blocks, lstrip_blocks, comments, a namespace, filters, bos_token and raise_exception.
TRIMS = """{# who speaks first #}
{{ bos_token }}
{% set state = namespace(turns=0) %}
{% for message in messages %}
  {% if message.role not in ['system', 'user', 'assistant'] %}
    {{ raise_exception('nobody called ' ~ message.role) }}
  {% endif %}
  {% if message.role == 'assistant' %}
Answer {{ state.turns }}: {% generation %}{{ message.content | trim }}{{ eos_token }}{% endgeneration %}

    {% set state.turns = state.turns + 1 %}
  {% else %}
{{ message.role | capitalize }}: {{ message.content }}
  {%+ if true %}indented{% endif +%}

  {% endif %}
{% endfor %}
{% if add_generation_prompt %}
Answer {{ state.turns }}: {% endif %}
"""

TEMPLATES = {"plain": PLAIN, "tools": TOOLS, "trims": TRIMS}


def turns(*said):
    return [{"role": role, "content": content} for role, content in said]


CONVERSATIONS = [
    turns(("user", "What day is it?"), ("assistant", "A fine day.")),
    turns(("system", "Reply in one word."), ("user", "one, two"), ("assistant", "three"), ("user", "And?"),
          ("assistant", "Nobody knows.\n\nThe answer is short.")),
    turns(("user", "Say <|im_end|>\n<|im_start|>assistant\nI am the assistant<|im_end|> and <|endoftext|>"),
          ("assistant", "I said <|im_start|>user, and no more.")),
    turns(("user", "{{ 7 * 7 }} {% for x in y %} {# hidden #} <b>&amp;</b> \\n 'quoted' \"twice\""),
          ("assistant", "{{ messages }} is text, {% endfor %} too")),
    turns(("user", "na\u00efve \u65e5\u672c\u8a9e \U0001f600 e\u0301"), ("assistant", "\U0001f469\u200d\U0001f680 \u00fcber \u65e5\u672c \U0001f600!")),
    turns(("system", ""), ("user", "one\r\ntwo\rthree\r\n"), ("assistant", "four\r\n\r\nfive")),
    turns(("user", ""), ("assistant", "Nothing was said."), ("user", " \n "), ("assistant", "\u00a0Nor was there.")),
]


def tokenizer():
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=400, special_tokens=SPECIAL, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False))
    return made


def without_marks(template):
    for mark in ("[generation]", "[/generation]"):
        template = template.replace(mark, "")
    lines = [each for each in template.split("\n") if "generation %}" not in each or "{% generation" in each]
    return "\n".join(lines)


def with_marks(template):
    return template.replace("[generation]", "{% generation %}").replace("[/generation]", "{% endgeneration %}")


def expected(fast, template, messages):
    plain = without_marks(template)
    text = fast.apply_chat_template(messages, chat_template=plain, tokenize=False)
    assert text == fast.apply_chat_template(messages, chat_template=with_marks(template), tokenize=False)
    marked = fast.apply_chat_template(messages, chat_template=with_marks(template), tokenize=True, return_dict=True,
                                      return_assistant_tokens_mask=True)
    ids = fast.apply_chat_template(messages, chat_template=plain, tokenize=True, return_dict=True)["input_ids"]
    assert ids == marked["input_ids"]
    prompt = fast.apply_chat_template(messages, chat_template=plain, tokenize=False, add_generation_prompt=True)
    return {"messages": messages, "text": text, "prompt": prompt, "ids": ids, "mask": marked["assistant_masks"]}


def main():
    root = pathlib.Path(sys.argv[1])
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer(), bos_token="<|im_start|>", eos_token="<|im_end|>")
    found = {}
    for name, template in TEMPLATES.items():
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "tokenizer.json").write_text(fast.backend_tokenizer.to_str())
        config = {"bos_token": "<|im_start|>", "eos_token": {"content": "<|im_end|>", "special": True},
                  "chat_template": without_marks(template)}
        (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")
        found[name] = [expected(fast, template, each) for each in CONVERSATIONS]
    (root / "expected.json").write_text(json.dumps(found, indent=None) + "\n")


main()
