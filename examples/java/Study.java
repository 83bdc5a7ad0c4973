import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.ordo.events.EventType;
import dev.ordo.events.Topics;
import dev.ordo.events.study.StudyRequested;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Asks for a study over Kafka, follows its status to the end, prints the comparison. The events are the records of the {@code
 * events} jar, which check themselves: a wrong study is refused here, before anything is sent. README.md says how to run it.
 */
public final class Study {
    private static final String BROKER = System.getenv().getOrDefault("BROKER", "localhost:9092");
    /** Reads statuses of later versions too: what it does not know, it leaves out. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Study() {}

    public static void main(String[] arguments) throws Exception {
        StudyRequested study = JSON.readValue(Path.of(arguments[0]).toFile(), StudyRequested.class);
        ask(study);
        StudyStatus end = follow(study.studyId());
        end.problems().forEach(each -> System.out.println(each.path() + ": " + each.message()));
        end.rows().forEach(each ->
                System.out.println(each.ordering() + "\t" + each.bytes() + "\t" + each.perplexity()));
        System.exit(end.state() == StudyState.COMPLETED ? 0 : 1);
    }

    /** Sends the study as a CloudEvent in structured mode. The key keeps all events of one study in order. */
    private static void ask(StudyRequested study) throws Exception {
        Map<String, Object> event = Map.of(
                "specversion", "1.0",
                "id", UUID.randomUUID().toString(),
                "source", "/examples/java",
                "type", EventType.STUDY_REQUESTED.type(),
                "data", study);
        var record = new ProducerRecord<>(Topics.STUDIES, study.studyId(), JSON.writeValueAsString(event));
        record.headers().add("content-type", "application/cloudevents+json".getBytes(StandardCharsets.US_ASCII));
        Map<String, Object> settings = Map.of("bootstrap.servers", BROKER, "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(record).get();
        }
    }

    /** Reads the compacted topic from its beginning: the newest status of every study, and then each change. */
    private static StudyStatus follow(String studyId) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", BROKER, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor(Topics.STUDY_STATUS).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (true) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    if (studyId.equals(record.key()) && tell(status(record.value())).state().ended()) {
                        return status(record.value());
                    }
                }
            }
        }
    }

    private static StudyStatus status(String event) throws Exception {
        return JSON.treeToValue(JSON.readTree(event).path("data"), StudyStatus.class);
    }

    private static StudyStatus tell(StudyStatus status) {
        long done = status.rows().stream().filter(each -> each.state().equals("done")).count();
        System.out.println(status.state() + ": " + done + " of " + status.rows().size() + " rows");
        return status;
    }
}
