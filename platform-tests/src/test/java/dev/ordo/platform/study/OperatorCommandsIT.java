package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.client.OrchestratorClient;
import dev.ordo.cli.client.StudyView;
import dev.ordo.cli.deadletter.Letter;
import dev.ordo.cli.deadletter.LetterBox;
import dev.ordo.cli.deadletter.Replay;
import dev.ordo.cli.doctor.Doctor;
import dev.ordo.cli.doctor.Finding;
import dev.ordo.cli.doctor.Surroundings;
import dev.ordo.cli.logs.LogConcern;
import dev.ordo.cli.logs.LogDirectory;
import dev.ordo.cli.logs.LogEntry;
import dev.ordo.cli.stack.LocalStack;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.StackLayout;
import dev.ordo.cli.stack.StackRecord;
import dev.ordo.events.Topics;
import dev.ordo.events.study.StudyState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator's commands do, on a stack with all services. */
class OperatorCommandsIT {
    private static final Path STATE = Path.of("target/ordo").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        RunningOrdo ordo = RunningOrdo.shared();
        stack = ordo.stack();
        ordo.importModel("tiny-operated", 71);
    }

    @Test
    void followsAStudyToItsEndAndFindsWhatEveryServiceWroteAboutIt() {
        OrchestratorClient client = new OrchestratorClient(stack.orchestratorUrl());
        String id = client.submit(TinyStudy.request("operated", "tiny-operated", "P-Q"));

        List<StudyView> seen = follow(client, id);

        assertThat(seen.get(seen.size() - 1).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(seen.subList(0, seen.size() - 1)).isNotEmpty().allMatch(each -> each.state() == StudyState.RUNNING);
        assertThatThrownBy(() -> client.cancel(id, null))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("the orchestrator will not cancel study operated:");
        assertThat(servicesThatWroteAbout(id)).contains("orchestrator", "pruner-svc", "quantizer-svc", "evaluator-svc");
    }

    @Test
    void sendsADeadLetterAgainWhichDiesAgainWhereNothingWasMended() throws Exception {
        try (var producer = new KafkaProducer<>(bootstrap(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.STUDIES, bytes("replayed"), bytes("no event")))
                    .get();
        }
        Letter first = await("replayed", 1).get(0);
        assertThat(first.reason()).isNotBlank();
        assertThat(first.origin().orElseThrow()).startsWith("ordo.studies-");

        try (Replay replay = Replay.open(stack.bootstrapServers())) {
            replay.send(first);
        }

        List<Letter> both = await("replayed", 2);
        assertThat(both.get(1).replayedFrom()).contains(first.fullPlace());
        assertThat(both).extracting(Letter::waiting).containsExactly(false, true);
        assertThat(both.get(1).record().value()).isEqualTo(bytes("no event"));
    }

    @Test
    void findsNothingWrongWithAStackThatIsUp() {
        StackLayout layout = new StackLayout(STATE);
        StoreSettings store = new StoreSettings(
                stack.s3Endpoint(),
                stack.credentials().accessKey(),
                stack.credentials().secretKey(),
                stack.bucket());

        List<Finding> findings = Doctor.of(new Surroundings(
                        OrdoHome.find(),
                        layout,
                        StackRecord.read(layout.record()),
                        Optional.of(stack.orchestratorUrl()),
                        Optional.of(stack.bootstrapServers()),
                        Optional.of(store),
                        Map.of()))
                .examine(each -> {});

        assertThat(findings)
                .extracting(Finding::check)
                .contains("broker", "topics", "share groups", "queues", "store", "services", "clocks", "stack");
        assertThat(findings).noneMatch(each -> each.level() == Finding.Level.FAIL);
    }

    /** The orchestrator may know of the study a moment after it has taken it. */
    private static List<StudyView> follow(OrchestratorClient client, String id) {
        List<StudyView> seen = new ArrayList<>();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!client.follow(id, seen::add)) {
            assertThat(System.nanoTime()).isLessThan(end);
            pause();
        }
        return seen;
    }

    private static List<String> servicesThatWroteAbout(String id) {
        LogConcern concern = new LogConcern(id);
        List<LogEntry> all = new LogDirectory(new StackLayout(STATE).logs()).all();
        all.forEach(concern::learn);
        return all.stream().filter(concern::covers).map(LogEntry::service).toList();
    }

    private static List<Letter> await(String key, int count) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            List<Letter> found;
            try (LetterBox box = LetterBox.open(stack.bootstrapServers())) {
                found = box.letters().stream()
                        .filter(each -> java.util.Arrays.equals(each.key(), bytes(key)))
                        .toList();
            }
            if (found.size() == count) {
                return found;
            }
            assertThat(System.nanoTime()).as("dead letters %s", found).isLessThan(end);
            pause();
        }
    }

    private static Map<String, Object> bootstrap() {
        return Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
