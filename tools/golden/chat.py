"""Conversations as text, ids and assistant masks by transformers' apply_chat_template.

python tools/golden/chat.py model-core/src/test/resources/dev/ordo/model/chat

Writes NAME/tokenizer_config.json (the template) and NAME/tokenizer.json (a small byte-level BPE) per template, and
expected.json: per template the conversations, each with `messages`, `text`, `prompt` (with the generation prompt), `ids`
and `mask`. Writes constructs.json, too: `messages`, and what single constructs of the language render to. The masks come from the same templates with `generation` blocks round what the assistant says and its end of
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

# In the manner of Qwen3: the last question is looked for from behind, and what was thought is left out of answers before it.
THINKS = """{%- if tools %}
    {{- tools | tojson }}
{%- elif messages and messages[0].role == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- set state = namespace(searching=true, question=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set position = (messages|length - 1) - loop.index0 %}
    {%- if state.searching and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set state.searching = false %}
        {%- set state.question = position %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set thought = '' %}
        {%- if message.reasoning_content is defined and message.reasoning_content is not none %}
            {%- set thought = message.reasoning_content %}
        {%- elif '</think>' in content %}
            {%- set thought = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {{- '<|im_start|>' + message.role + '\\n' }}
        {%- generation %}
        {%- if loop.index0 > state.question and (loop.last or thought) %}
            {{- '<think>\\n' + thought.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
        {%- else %}
            {{- content }}
        {%- endif %}
        {%- if message.tool_calls %}
            {{- message.tool_calls | tojson }}
        {%- endif %}
        {{- '<|im_end|>' }}
        {%- endgeneration %}
        {{- '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}
"""

# In the manner of Llama 3.2: a header per turn, a slice of the messages, defaults for what is not defined, trimmed contents.
HEADERS = """{{- bos_token }}
{%- if not date_string is defined %}
    {%- if strftime_now is defined and with_todays_date is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}

{#- The system's turn always comes first. #}
{%- if messages and messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|im_start|>system<|im_start|>\\n\\n" }}
{%- if tools is not none %}
    {{- "Environment: ipython\\n" }}
{%- endif %}
{{- "Today Date: " + date_string + "\\n\\n" }}
{{- system_message }}
{{- "<|im_end|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|im_start|>' + message['role'] + '<|im_start|>\\n\\n' }}
        {%- if message.role == 'assistant' %}[generation]{{ message['content'] | trim + '<|im_end|>' }}[/generation]
        {%- else %}{{ message['content'] | trim + '<|im_end|>' }}{% endif %}
    {%- elif message.content is mapping or message.content is iterable %}
        {{- message.content | tojson }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant<|im_start|>\\n\\n' }}
{%- endif %}
"""

TEMPLATES = {"plain": PLAIN, "tools": TOOLS, "trims": TRIMS, "thinks": THINKS, "headers": HEADERS}


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
    turns(("user", "Think."), ("assistant", "<think>\none\n\ntwo\n</think>\n\nthree"), ("user", "Why?"),
          ("assistant", "<think>\n\n</think>\n\nSo."), ("user", "<tool_response>four</tool_response>"), ("assistant", "</think>five\n")),
    turns(("system", " one "), ("user", "two"), ("assistant", " three "), ("user", "four"), ("assistant", "")),
]

# What templates are made of, each rendered on its own against SAID; what must come out is text, lists and conditions, no bare truth value.
SAID = turns(("user", "one\n<think>\nq</think>two"), ("assistant", "  three "), ("user", "four \U0001f600"),
             ("assistant", "<tool_response>five</tool_response>"))
CONSTRUCTS = r"""
{{ 'a,b,c'.split(',')[-1] }}|{{ 'a,b,c'.split(',')[0] }}|{{ 'a,b,c'.split(',', 1)[1] }}|{{ '  a b  c '.split() | join('-') }}|{{ 'abc'.split('x') | length }}|{{ ''.split('x') | length }}|{{ ''.split() | length }}|{{ 'a,b,c'.split(',', 0)[0] }}|{{ ' a b c '.split(none, 1)[1] }}
{{ '  x\n'.strip() }}|{{ '\n\nx\n'.lstrip('\n') }}|{{ 'x\n\n'.rstrip('\n') }}|{{ 'xyabcyx'.strip('xy') }}|{{ ' '.strip() }}|{{ '😀a😀'.strip('😀') }}
{% if 'abc'.startswith('ab') and not('abc'.startswith('b') and 'abc'.endswith('c')) %}yes{% else %}no{% endif %}|{{ 'y' if 'abc'.endswith(('x', 'c')) else 'n' }}|{{ 'y' if 'abc'.startswith('') else 'n' }}
{{ 'aXbX'.replace('X', '--') }}|{{ 'aXbX' | replace('X', '--') }}|{{ 'ab'.replace('', '-') }}|{{ 'hello wORLD'.title() }}|{{ 'hELLO wORLD'.capitalize() }}|{{ 'aB'.upper() }}{{ 'aB'.lower() }}|{{ 'hELLO wORLD' | capitalize }}|{{ "they're here" | title }}|{{ ''.capitalize() }}
{% for m in messages[::-1] %}{{ m.role }}{{ loop.index0 }}{{ loop.index }}{{ loop.revindex }}{{ loop.revindex0 }}{{ 'f' if loop.first }}{{ 'l' if loop.last }}{{ loop.length }};{% endfor %}
{% for m in messages[1:] %}{{ m['role'] }};{% endfor %}|{% for m in messages[:-1] %}{{ m['role'] }};{% endfor %}|{% for m in messages[-2:] %}{{ m['role'] }};{% endfor %}|{% for m in messages[-20:20] %}{{ m['role'] }};{% endfor %}|{% for m in messages[1:3] %}{{ m['role'] }};{% endfor %}|{% for m in messages[::2] %}{{ m['role'] }};{% endfor %}|{% for m in messages[3:0:-1] %}{{ m['role'] }};{% endfor %}|{% for m in messages[7:] %}{{ m['role'] }};{% endfor %}|{% for m in messages[-1:-20:-3] %}{{ m['role'] }};{% endfor %}
{{ messages[-1].content }}|{{ messages[-1]['content'] }}|{{ (messages | last).content }}|{{ (messages | first).content }}|{{ messages[messages | length - 2].content }}
{{ 'añ😀x'[:3] }}|{{ 'añ😀x'[-2:] }}|{{ 'abc'[5:] }}|{{ 'abc'[-9:2] }}|{{ 'añ😀x' | length }}|{{ 'añ😀x'[2] }}|{{ 'abc'[-1] }}|{{ 'abc'|first }}{{ 'abc'|last }}|{{ [1,2,3]|last }}
{% set ns = namespace(a=1, b='x', c=false) %}{% for i in range(3) %}{% set ns.a = ns.a + i %}{% set ns.b = ns.b ~ i %}{% endfor %}{{ ns.a }}{{ ns.b }}{{ 'y' if ns.c else 'n' }}
{% set x = 1 %}{% for i in range(3) %}{% set x = x + 1 %}{% endfor %}{{ x }}|{% set x = 'out' %}{% if true %}{% set x = 'in' %}{% endif %}{{ x }}
{% set content = 'a' %}{% for m in messages %}{% set content = m.content %}{% if m.role == 'user' %}{% set content = content.split()[0] %}{% endif %}{{ content }};{% endfor %}{{ content }}
{% if nothing is defined and nothing is false %}a{% else %}b{% endif %}|{% if messages[0].nothing is defined and messages[0].nothing is not none %}a{% else %}b{% endif %}|{% if not nothing is defined %}a{% endif %}|{% if none is none %}n{% endif %}
{% if 'a' is string and 1 is not string and messages is not string %}a{% endif %}|{% if messages is iterable and 'a' is iterable %}b{% endif %}|{% if messages[0] is mapping and messages is not mapping %}c{% endif %}|{% if messages is sequence and 'a' is sequence %}d{% endif %}|{% if 1 is number and true is boolean and 'a' is not number %}e{% endif %}
{% if 'b' in 'abc' and 'z' not in 'abc' and not 'z' in 'abc' %}a{% endif %}|{% if not messages | length == 1 and not (not 'b' in 'abc') and not 1 == 2 or not true %}A{% endif %}|{{ 'x' if not nothing is defined and [not 'a' == 'b', not ''][0] else 'y' }}|{% if 'role' in messages[0] and 'nope' not in messages[0] %}b{% endif %}|{% if 'x' in ['x', 'y'] and 3 not in [1, 2] %}c{% endif %}|{% if 'role' in messages[0].keys() %}d{% endif %}
{{ messages | length - 1 }}|{{ (messages|length - 1) - 2 }}|{{ messages|length }}|{{ 1 + 2 * 3 }}|{{ 7 // 2 }}|{{ 7 % 3 }}|{{ 2 ** 3 }}
{{ 'a' + 'b' | upper }}|{{ 'a' ~ 1 ~ 'b' }}|{{ messages[0].role.upper() ~ messages[0]['role'][0] | upper }}|{{ messages[0]['content'][0:2] + '..' }}
{{ 'yes' if messages else 'no' }}|{{ 'yes' if nothing else 'no' }}|{{ 'yes' if nothing }}|{{ 'a' if '' else 'b' }}|{{ 'a' if [] else 'b' }}|{{ 'a' if 0 else 'b' }}|{{ 'a' if {} else 'b' }}|{{ 'x' if messages[0].role == 'user' and messages | length > 1 else 'y' }}
{{ nothing or 'default' }}|{{ '' or 'x' }}|{{ nothing | default('d') }}|{{ '' | default('d') }}|{{ '' | default('d', true) }}
{{ messages[0].get('role') }}|{{ messages[0].get('nope', 'else') }}|{{ 'n' if messages[0].get('nope') is none }}|{{ messages[0].keys() | list | join(',') }}
{% for k, v in {'a': 1, 'b': 'two'}.items() %}{{ k }}={{ v }};{% endfor %}|{% for k in {'a': 1, 'b': 2} %}{{ k }};{% endfor %}|{% for v in {'a': 1, 'b': 2}.values() %}{{ v }};{% endfor %}|{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}{{ v }}{% endfor %}
{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join('+') }}|{{ messages | rejectattr('role', 'equalto', 'user') | list | length }}|{{ (messages | selectattr('role', '==', 'user') | first).content }}
{{ 'a\tb\\n\'q\' "d"' }}|{{ "it's \"q\"" }}|{{ '{{ x }} {% y %}' }}|{{ 'a[1:2]' }}|{{ "b['x':]" }}
{% for m in messages if m.role == 'user' %}{{ m.content }}{{ loop.index }}{{ 'l' if loop.last }};{% endfor %}|{% for k, v in {'a': 1, 'b': 2}.items() if not v == 1 %}{{ k }}{{ v }}{% endfor %}|{% for m in messages[1:] if m.role not in ['user'] and 'e' in m.content %}{{ m.content }}{% for x in [1, 2] if x > 1 %}{{ x }}{% endfor %}{% endfor %}
{% set ns = namespace(a=messages|length - 1, b=not 1 == 2, c='x' if messages else 'y') %}{{ ns.a }}{{ 'y' if ns.b and (1 == 1) == true and 1 <= 2 and 1 != 2 }}{{ ns.c }}
{% for k, v in {'a': 1}|items %}{{ k }}{{ v }}{% endfor %}
{% macro f(x, y='d') %}[{{ x }}{{ y }}]{% endmacro %}{{ f('a') }}{{ f('a', 'b') }}{{ f(x='q', y='r') }}
{% set x %}  block {{ messages[0].role }} {% endset %}<{{ x }}><{{ x | trim }}>
{% for m in messages %}{% if loop.index0 == 1 %}{% continue %}{% endif %}{% if loop.index0 == 3 %}{% break %}{% endif %}{{ m.role }};{% endfor %}
{{ 'a b' | tojson }}|{{ 'é "q" <b> \n' | tojson }}|{{ {'a': 1, 'b': [1, 2, true, none, 1.5]} | tojson }}|{{ messages[0] | tojson }}|{{ [] | tojson }}|{{ {} | tojson }}
{{ {'a': 1, 'b': [1, {'c': 'd'}], 'e': []} | tojson(indent=4) }}
{{ ['a', 1] }}|{{ ['b', 'a'] | sort | join }}|{{ ['a', 'b'] | reverse | list | join }}|{{ (['a', 'b'] + ['c']) | join(',') }}|{{ ' x ' | trim }}|{{ '5' | int + 1 }}
{{ messages[0].content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') }}|{{ ('a</think>b'.split('</think>')[-1]).strip('\n') }}
{% set messages = messages[1:] %}{{ messages | length }}{{ messages[0].role }}|{% if (messages[0]['role'] == 'user') != (0 % 2 == 0) %}odd{% else %}even{% endif %}
{% for i in range(messages | length - 1, -1, -1) %}{{ messages[i].role }};{% endfor %}|{{ range(1, 4) | join(',') }}
""".strip().split("\n")


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
    made = [{"template": each, "text": fast.apply_chat_template(SAID, chat_template=each, tokenize=False)} for each in CONSTRUCTS]
    (root / "constructs.json").write_text(json.dumps({"messages": SAID, "constructs": made}, indent=1) + "\n")


main()
