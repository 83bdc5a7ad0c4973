package dev.ordo.orchestrator.topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.Topics;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.events.study.CancelStudy;
import dev.ordo.events.study.RetryStudy;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.stage.Patience;
import dev.ordo.orchestrator.stage.WorkState;
import dev.ordo.stage.messaging.EventCodec;
import dev.ordo.stage.messaging.EventJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;

/** The topology without a broker. Its clock stands still until it is moved. */
final class TestStreams implements AutoCloseable {
    static final Duration REST = Duration.ofMillis(500);
    static final Duration SILENCE = Duration.ofMinutes(15);

    private final TopologyTestDriver driver;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Map<String, TestInputTopic<String, byte[]>> inputs = new HashMap<>();
    private final Map<String, TestOutputTopic<String, byte[]>> outputs = new HashMap<>();
    private final List<StudyStatus> statuses = new ArrayList<>();
    private Instant now = Workers.NOON;

    TestStreams(FixedCatalog catalog, int partitions) {
        this(catalog, new Patience(3, REST, 4, Duration.ofMinutes(5), SILENCE), partitions);
    }

    private TestStreams(FixedCatalog catalog, Patience patience, int partitions) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        Topology topology = OrdoTopology.build(
                catalog, patience, partitions, new WorkMeters(meters), Stores::inMemoryKeyValueStore);
        driver = new TopologyTestDriver(topology, properties, Workers.NOON);
    }

    void submit(String key, JsonNode study) {
        sendRaw(Topics.STUDIES, key, cloudEvent(study), new RecordHeaders());
    }

    /** A request as a program that is not ours would write it. */
    static byte[] cloudEvent(JsonNode study) {
        return EventJson.mapper()
                .createObjectNode()
                .put("specversion", "1.0")
                .put("id", "1")
                .put("source", "/test")
                .put("type", "dev.ordo.study.requested.v1")
                .<ObjectNode>set("data", study)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    void send(String topic, Object event) {
        sendRaw(topic, key(event), EventCodec.encode("/test", "k", event), new RecordHeaders());
    }

    void sendRaw(String topic, String key, byte[] value, Headers headers) {
        inputs.computeIfAbsent(
                        topic, name -> driver.createInputTopic(name, new StringSerializer(), new ByteArraySerializer()))
                .pipeInput(new TestRecord<>(key, value, headers, now));
    }

    void pass(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** Requests that wait on the work topics. */
    List<CheckpointReady> takeWork() {
        return Topics.WORK.stream()
                .flatMap(topic -> take(topic).stream())
                .map(each -> EventCodec.decode(each.headers(), each.value()).as(CheckpointReady.class))
                .toList();
    }

    List<TestRecord<String, byte[]>> deadLetters() {
        return take(Topics.DEAD_LETTER);
    }

    /** Every status that was published. */
    List<StudyStatus> statuses() {
        take(Topics.STUDY_STATUS).stream()
                .map(each -> EventCodec.decode(each.headers(), each.value()).as(StudyStatus.class))
                .forEach(statuses::add);
        return statuses;
    }

    StudyStatus status(String studyId) {
        return statuses().stream()
                .filter(each -> each.studyId().equals(studyId))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    List<TestRecord<String, byte[]>> take(String topic) {
        return outputs.computeIfAbsent(
                        topic,
                        name -> driver.createOutputTopic(name, new StringDeserializer(), new ByteArrayDeserializer()))
                .readRecordsToList();
    }

    /** Where every piece of work is. */
    List<WorkState> workStates() {
        List<WorkState> states = new ArrayList<>();
        try (KeyValueIterator<String, WorkState> all = driver.<String, WorkState>getKeyValueStore(
                        OrdoTopology.WORK_STORE)
                .all()) {
            all.forEachRemaining(each -> states.add(each.value));
        }
        return states;
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    byte[] keptStatus(String studyId) {
        return driver.<String, byte[]>getKeyValueStore(OrdoTopology.STATUS_STORE)
                .get(studyId);
    }

    @Override
    public void close() {
        driver.close();
    }

    private static String key(Object event) {
        if (event instanceof StageStarted started) {
            return started.execution().key();
        }
        if (event instanceof StageProgress progress) {
            return progress.execution().key();
        }
        if (event instanceof StageFailed failed) {
            return failed.execution().key();
        }
        if (event instanceof StageReleased released) {
            return released.execution().key();
        }
        if (event instanceof StageCancelled cancelled) {
            return cancelled.execution().key();
        }
        if (event instanceof CancelStudy cancel) {
            return cancel.studyId();
        }
        if (event instanceof RetryStudy retry) {
            return retry.studyId();
        }
        if (event instanceof EvaluationCompleted measured) {
            return measured.execution().key();
        }
        return event instanceof CheckpointReady ready && ready.result() != null
                ? ready.result().execution().key()
                : "k";
    }
}
