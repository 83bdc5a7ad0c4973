package dev.ordo.platform.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.DeadLetter;
import dev.ordo.events.EventType;
import dev.ordo.events.Topics;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.study.StudyState;
import dev.ordo.stage.messaging.Event;
import dev.ordo.stage.messaging.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/events.md} says what the code does: nothing more, nothing less, and every example is an event. */
class EventsDocumentTest {
    private static final String DOCUMENT = read();

    static Stream<String> examples() {
        return Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(DOCUMENT)
                .results()
                .map(each -> each.group(1));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void showsExamplesThatOrdoTakes(String example) {
        Event event = event(example);

        assertThat(event.bound()).isInstanceOf(event.type().data());
    }

    @Test
    void showsEveryEventUnderItsName() {
        Set<EventType> shown = new TreeSet<>();
        Pattern.compile("\n### (\\w+)\n.*?```json\n(.*?)```", Pattern.DOTALL)
                .matcher(DOCUMENT)
                .results()
                .forEach(each -> {
                    EventType type = event(each.group(2)).type();
                    assertThat(each.group(1)).isEqualTo(type.data().getSimpleName());
                    shown.add(type);
                });
        assertThat(shown).containsExactly(EventType.values());
    }

    @Test
    void listsEveryTopicThatOtherTeamsMayUse() {
        Set<String> named = names("`(ordo\\.[a-z.-]*[a-z])`");
        Set<String> open = new TreeSet<>(Topics.ALL);
        open.removeIf(each -> each.startsWith("ordo.orchestrator."));

        assertThat(named).isEqualTo(open);
        Topics.COMPACTED.forEach(each -> assertThat(DOCUMENT).contains("`" + each + "` (compacted)"));
        assertThat(DOCUMENT).contains("Work topics have one partition, the others " + Topics.PARTITIONS + ".");
    }

    @Test
    void namesEveryHeaderOfADeadLetter() throws IllegalAccessException {
        Set<String> headers = new TreeSet<>();
        for (Field each : DeadLetter.class.getFields()) {
            headers.add((String) each.get(null));
        }

        assertThat(names("`(ordo-[a-z-]+[a-z])`")).isEqualTo(headers);
    }

    @Test
    void namesEveryStateAndOnlyCodesThatThereAre() {
        Set<String> known = new TreeSet<>();
        Stream.of(StudyState.values()).forEach(each -> known.add(each.name()));
        assertThat(names("`([A-Z_]{5,})`")).containsAll(known);

        Arrays.stream(ErrorCode.values()).forEach(each -> known.add(each.name()));
        assertThat(known).containsAll(names("`([A-Z_]{5,})`"));
    }

    private static Event event(String json) {
        return EventCodec.decode(new RecordHeaders(), json.getBytes(UTF_8));
    }

    private static Set<String> names(String pattern) {
        Set<String> names = new TreeSet<>();
        Pattern.compile(pattern)
                .matcher(DOCUMENT)
                .results()
                .map(each -> each.group(1))
                .forEach(names::add);
        return names;
    }

    private static String read() {
        try {
            return Files.readString(Path.of(System.getProperty("ordo.home"), "docs/events.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
