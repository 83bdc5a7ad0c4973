package dev.ordo.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.dataset.ChatRecord;
import dev.ordo.dataset.Message;
import dev.ordo.dataset.Role;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.tokenizer.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
    private static final List<Message> TALK =
            List.of(new Message(Role.USER, "Why?"), new Message(Role.ASSISTANT, "So."), new Message(Role.USER, "Oh."));

    @TempDir
    Path temp;

    @Test
    void aCheckpointWithoutTemplateIsRefusedNamingWhatWasLookedFor() {
        assertThatThrownBy(() -> ChatTemplate.open(temp))
                .hasMessageContaining(temp + " has no chat template (neither chat_template.jinja nor chat_template")
                .isInstanceOfSatisfying(
                        ChatTemplateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOKENIZER));
    }

    @Test
    void theOwnFileOfATemplateComesBeforeTheConfiguration() throws IOException {
        config(Map.of("chat_template", "configured", "eos_token", "<end>"));
        Files.writeString(temp.resolve("chat_template.jinja"), "{{ messages | length }}{{ eos_token }}\n");

        assertThat(ChatTemplate.open(temp).render(TALK, false)).isEqualTo("3<end>");
    }

    @Test
    void ofSeveralTemplatesTheDefaultIsTaken() throws IOException {
        config(Map.of(
                "chat_template",
                List.of(
                        Map.of("name", "tool_use", "template", "tools"),
                        Map.of("name", "default", "template", "plain"))));

        assertThat(ChatTemplate.open(temp).render(TALK, false)).isEqualTo("plain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ''.getClass().forName('java.lang.Runtime') }}",
                "{{ messages.getClass() }}",
                "{% include '/etc/passwd' %}",
                "{% import 'x' as y %}",
                "{% extends 'x' %}",
                "{{ 'a'.format(1) }}",
                "{{ 'a,b'.split('') }}",
                "{{ 'a'.split(1) }}",
                "{{ 'abc'[::-1] }}",
                "{{ messages[::0] }}",
                "{{ messages['a':] }}",
                "{{ messages[0].content.getBytes() }}",
                "{{ messages[0].content.concat('a') }}",
                "{{ messages.append('a') }}",
                "{{ messages.toString() }}",
                "{{ messages[0].update({}) }}",
                "{{ messages[0].entrySet() }}",
                "{{ 'a' | tojson(indent=2000000000) }}",
                "{% set ns = namespace(x=',') %}{% for i in range(20) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{"
                        + " ns.x.split(',') | length }}",
                "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(16) %}{% set ns.x = ns.x ~ ns.x %}{% endfor"
                        + " %}{{ ns.x.replace('a', ns.x) }}",
                "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(16) %}{% set ns.x = ns.x ~ ns.x %}{% endfor"
                        + " %}{{ ns.x.replace('', ns.x) }}",
                "{% set ns = namespace(x='a') %}{% for i in range(100) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x |"
                        + " tojson }}",
                "{{ 'x' * 1000000000 }}",
                "{{ ['x'] * 1000000000 }}",
                "{{ 'ab'.repeat(1000000000) }}",
                "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}",
                "{{ undefined_function() }}",
                "{{ today() }}",
                "{{ unixtimestamp() }}",
                "{{ 1 | unixtimestamp }}",
                "{{ [1, 2, 3] | random }}",
                "{{ 'a' | center(2000000000) }}",
                "{{ '%2000000000d' | format(1) }}",
                "{{ messages[0].content.startsWith('W') }}",
                "{% for m in messages %}",
                "{{ raise_exception('users must not ask') }}",
                "{% set ns = namespace(x='aaaaaaaaaaaaaaaa') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{%"
                        + " endfor %}{{ ns.x }}",
                "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% for d in range(1000)"
                        + " %}{% if d %}{% endif %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
            })
    @Timeout(60)
    void whatATemplateMustNotDoOrCannotDoIsRefused(String template) throws IOException {
        config(Map.of("chat_template", template));

        assertThatThrownBy(() -> ChatTemplate.open(temp).render(TALK, false))
                .isInstanceOf(UnmaskableException.class)
                .hasMessageContaining("the chat template of tokenizer_config.json does not render it");
    }

    @Test
    void aTemplatesOwnComplaintIsPassedOn() throws IOException {
        config(Map.of("chat_template", "{{ raise_exception('users must not ask') }}"));

        assertThatThrownBy(() -> ChatTemplate.open(temp).render(TALK, false))
                .hasMessageContaining("users must not ask");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% raw %}{{ x }}{% endraw %}",
                "{{ 'never closed }}",
                "{# nor this",
                "{% for m in messages %}{{ m.content }}{% else %}nobody{% endfor %}",
                "{{ [1, 2] | nosuchfilter }}",
                "{% if messages is nosuchtest %}{% endif %}",
            })
    void aTemplateThatCannotBeReadIsRefusedAtOnce(String template) throws IOException {
        config(Map.of("chat_template", template));

        assertThatThrownBy(() -> ChatTemplate.open(temp))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessageContaining("has a chat template that cannot be read");
    }

    @Test
    void aTemplateThatRewritesEarlierTurnsIsRefused() throws IOException {
        config(Map.of(
                "chat_template",
                "{% for m in messages %}{{ m.role }}: {% if loop.last %}(thinking) {% endif %}{{ m.content }}\n"
                        + "{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"));

        assertThatThrownBy(() -> encode(TALK))
                .isInstanceOf(UnmaskableException.class)
                .hasMessageContaining("writes the turns before messages[1] otherwise when more follows");
    }

    @Test
    @Timeout(10)
    void aLongLineGoesThroughEveryMethodThatTemplatesCall() throws IOException {
        config(Map.of(
                "chat_template",
                "{% for m in messages[::-1] %}{% set t = m.content.strip().lstrip('x').rstrip('x') %}{% if"
                        + " t.startswith('b') and t.endswith('b') %}{{ t.split('</think>')[-1].split() | length"
                        + " }};{{ t.replace('b', 'cc') | length }};{{ t[1:-1] | length }};{{ t | tojson | length"
                        + " }};{% endif %}{% endfor %}"));
        String line = "x".repeat(100_000) + "b " + "b".repeat(100_000) + "\uD83D\uDE00 b" + "x".repeat(100_000);

        assertThat(ChatTemplate.open(temp).render(List.of(new Message(Role.USER, line)), false))
                .isEqualTo("3;200007;100003;100007;");
    }

    @Test
    void aTokenOfWhichAnythingIsSaidCounts() throws IOException {
        config(Map.of(
                "chat_template",
                "{% for m in messages %}{{ m.role }}:{{ ' ' }}{{ m.content }}\n"
                        + "{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"));

        ChatTokens found = encode(List.of(new Message(Role.USER, "a"), new Message(Role.ASSISTANT, "the end")));

        try (TextTokenizer tokenizer = TextTokenizer.open(TinyModels.home().resolve("models/tokenizer"))) {
            int[] counted =
                    found.counted().stream().map(each -> found.ids()[each]).toArray();
            assertThat(tokenizer.decode(found.ids())).isEqualTo("user: a\nassistant: the end\n");
            assertThat(tokenizer.decode(counted)).isEqualTo(" the end");
        }
    }

    private ChatTokens encode(List<Message> messages) {
        try (TextTokenizer tokenizer = TextTokenizer.open(TinyModels.home().resolve("models/tokenizer"))) {
            return new ChatTokenizer(ChatTemplate.open(temp), tokenizer).encode(new ChatRecord.Conversation(messages));
        }
    }

    private void config(Map<String, ?> fields) throws IOException {
        Files.writeString(temp.resolve("tokenizer_config.json"), new JsonMapper().writeValueAsString(fields));
    }
}
