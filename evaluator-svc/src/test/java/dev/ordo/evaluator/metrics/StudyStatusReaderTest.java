package dev.ordo.evaluator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ordo.evaluator.SampleSettings;
import dev.ordo.events.Topics;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.study.CancelStudy;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.stage.messaging.EventCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class StudyStatusReaderTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StudyStatusReader reader = new StudyStatusReader(registry, SampleSettings.of(Map.of()));

    @Test
    void publishesTheStatusInARecord() {
        reader.read(record(EventCodec.encode("/ordo/orchestrator", "demo", status())));

        assertThat(registry.get("ordo.compression.ratio")
                        .tag("ordering", "Q")
                        .gauge()
                        .value())
                .isEqualTo(3.5);
    }

    @Test
    void forgetsAStudyWhoseRecordHasNoValue() {
        reader.read(record(EventCodec.encode("/ordo/orchestrator", "demo", status())));

        reader.read(record(null));

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void passesOverARecordThatIsNoEvent() {
        assertThatCode(() -> reader.read(record("{".getBytes(StandardCharsets.UTF_8))))
                .doesNotThrowAnyException();
    }

    @Test
    void passesOverAnEventOfAnotherKind() {
        byte[] cancelling = EventCodec.encode("/team", "demo", new CancelStudy("demo", "no longer needed"));

        assertThatCode(() -> reader.read(record(cancelling))).doesNotThrowAnyException();
        assertThat(registry.getMeters()).isEmpty();
    }

    private static ConsumerRecord<String, byte[]> record(byte[] value) {
        return new ConsumerRecord<>(Topics.STUDY_STATUS, 0, 0, "demo", value);
    }

    private static StudyStatus status() {
        StudyRow row = new StudyRow(
                "Q",
                Arm.REQUANTIZE,
                1L,
                "done",
                null,
                null,
                null,
                10L,
                3.5,
                0.0,
                Map.of("novel", 2.0),
                null,
                Map.of("novel", 0.1),
                null,
                null,
                null,
                1.0);
        return new StudyStatus(
                "demo",
                null,
                StudyState.RUNNING,
                List.of(),
                Instant.EPOCH,
                null,
                null,
                List.of(row),
                List.of(),
                null,
                null,
                null);
    }
}
