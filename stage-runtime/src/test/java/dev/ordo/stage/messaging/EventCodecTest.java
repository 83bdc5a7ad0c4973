package dev.ordo.stage.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.EventType;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageProgress;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private static final Execution EXECUTION = new Execution("ab".repeat(32), 1, "id", "pruner-1");
    private static final StageProgress PROGRESS = new StageProgress(EXECUTION, 3L, 8L, "layer");
    private static final String DATA = "{\"execution\":{\"key\":\"" + "ab".repeat(32)
            + "\",\"attempt\":1,\"executionId\":\"id\",\"worker\":\"pruner-1\"},\"done\":3,\"total\":8,\"unit\":\"layer\"}";
    private static final String ENVELOPE =
            "{\"specversion\":\"1.0\",\"id\":\"42\",\"source\":\"/team\",\"type\":\"dev.ordo.stage.progress.v1\"";

    @Test
    void writesAStructuredCloudEvent() throws IOException {
        JsonNode written = EventJson.mapper().readTree(EventCodec.encode("/ordo/pruner-svc", "the-key", PROGRESS));

        assertThat(written.path("specversion").asText()).isEqualTo("1.0");
        assertThat(written.path("type").asText()).isEqualTo("dev.ordo.stage.progress.v1");
        assertThat(written.path("source").asText()).isEqualTo("/ordo/pruner-svc");
        assertThat(written.path("subject").asText()).isEqualTo("the-key");
        assertThat(written.path("datacontenttype").asText()).isEqualTo("application/json");
        assertThat(written.path("id").asText()).isNotEmpty();
        assertThat(written.path("time").asText()).endsWith("Z");
        assertThat(written.path("data")).isEqualTo(EventJson.mapper().readTree(DATA));
    }

    @Test
    void givesEveryEventItsOwnId() {
        Event one = EventCodec.decode(structured(), EventCodec.encode("/ordo", "k", PROGRESS));
        Event other = EventCodec.decode(structured(), EventCodec.encode("/ordo", "k", PROGRESS));

        assertThat(one.id()).isNotEqualTo(other.id());
    }

    @Test
    void readsStructuredMode() {
        Event event = EventCodec.decode(structured(), bytes(ENVELOPE + ",\"data\":" + DATA + "}"));

        assertThat(event.id()).isEqualTo("42");
        assertThat(event.type()).isEqualTo(EventType.STAGE_PROGRESS);
        assertThat(event.as(StageProgress.class)).isEqualTo(PROGRESS);
        assertThat(event.bound()).isEqualTo(PROGRESS);
    }

    @Test
    void readsStructuredModeWhoseHeaderTheSenderForgot() {
        Event event = EventCodec.decode(new RecordHeaders(), bytes(ENVELOPE + ",\"data\":" + DATA + "}"));

        assertThat(event.bound()).isEqualTo(PROGRESS);
    }

    @Test
    void readsBinaryMode() {
        Event event = EventCodec.decode(binary("dev.ordo.stage.progress.v1"), bytes(DATA));

        assertThat(event.id()).isEqualTo("43");
        assertThat(event.bound()).isEqualTo(PROGRESS);
    }

    @Test
    void readsBinaryModeWithoutAContentType() {
        Headers headers = binary("dev.ordo.stage.progress.v1");
        headers.remove("content-type");

        assertThat(EventCodec.decode(headers, bytes(DATA)).bound()).isEqualTo(PROGRESS);
    }

    @Test
    void refusesARecordWithoutValue() {
        assertThatThrownBy(() -> EventCodec.decode(structured(), null))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("the record has no value; expected a CloudEvent");
    }

    @Test
    void refusesATypeItDoesNotKnow() {
        assertThatThrownBy(() -> EventCodec.decode(binary("dev.ordo.stage.progress.v9"), bytes(DATA)))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("unknown event type 'dev.ordo.stage.progress.v9'");
    }

    @Test
    void refusesWhatIsNotJson() {
        for (String value : new String[] {"", "hello", "{\"specversion\":", "[]", "null", "7", "\u0000\u0001"}) {
            assertThatThrownBy(() -> EventCodec.decode(new RecordHeaders(), bytes(value)))
                    .as("value '%s'", value)
                    .isInstanceOf(MalformedEventException.class)
                    .hasMessageStartingWith("the record is not a CloudEvent: ");
            assertThatThrownBy(() -> EventCodec.decode(structured(), bytes(value)))
                    .as("structured value '%s'", value)
                    .isInstanceOf(MalformedEventException.class)
                    .hasMessageStartingWith("the record is not a CloudEvent: ");
        }
    }

    @Test
    void refusesJsonThatIsNoCloudEvent() {
        assertThatThrownBy(() -> EventCodec.decode(new RecordHeaders(), bytes(DATA)))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageStartingWith("the record is not a CloudEvent: ");
    }

    @Test
    void refusesAContentTypeThatIsNoCloudEventsOne() {
        Headers headers = new RecordHeaders().add("content-type", bytes("text/plain"));

        assertThatThrownBy(() -> EventCodec.decode(headers, bytes("hello")))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageStartingWith("the record is not a CloudEvent: ");
    }

    @Test
    void refusesBinaryModeWhoseDataIsNotJson() {
        assertThatThrownBy(() -> EventCodec.decode(binary("dev.ordo.stage.progress.v1"), bytes("{\"done\":")))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageStartingWith("the event's data is not JSON: ");
    }

    @Test
    void refusesAnEventWithoutData() {
        assertThatThrownBy(() -> EventCodec.decode(structured(), bytes(ENVELOPE + "}")))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("the event has no data");
    }

    @Test
    void refusesDataOfAnotherEventThanIsAskedFor() {
        Event event = EventCodec.decode(binary("dev.ordo.stage.progress.v1"), bytes(DATA));

        assertThatThrownBy(() -> event.as(StageFailed.class))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("expected an event of StageFailed, was dev.ordo.stage.progress.v1");
    }

    /** Three thousand damaged records: one to three bytes changed, or the end cut off. */
    @Test
    void failsInNoOtherWayWhateverIsDamaged() {
        byte[] whole = bytes(ENVELOPE + ",\"time\":\"2026-11-24T06:00:00Z\",\"data\":" + DATA + "}");
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = damaged(whole, random);
            Headers headers = i % 2 == 0 ? structured() : new RecordHeaders();
            try {
                assertThat(EventCodec.decode(headers, damaged).bound()).isNotNull();
            } catch (MalformedEventException refused) {
                assertThat(refused).hasMessageNotContaining("Cannot invoke");
            }
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] damaged = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
        for (int changes = random.nextInt(3); changes >= 0 && damaged.length > 0; changes--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    private static Headers structured() {
        return new RecordHeaders().add(EventCodec.CONTENT_TYPE, bytes(EventCodec.CONTENT_TYPE_VALUE));
    }

    private static Headers binary(String type) {
        return new RecordHeaders()
                .add("content-type", bytes("application/json"))
                .add("ce_specversion", bytes("1.0"))
                .add("ce_id", bytes("43"))
                .add("ce_source", bytes("/team"))
                .add("ce_type", bytes(type));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
