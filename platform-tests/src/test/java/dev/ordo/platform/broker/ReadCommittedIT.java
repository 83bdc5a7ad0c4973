package dev.ordo.platform.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.cli.stack.LocalStack;
import dev.ordo.events.Topics;
import dev.ordo.platform.stack.TestStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadCommittedIT {
    private static final Path STATE = Path.of("target/read-committed").toAbsolutePath();
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration A_WHILE = Duration.ofSeconds(5);

    private static LocalStack stack;
    private static Reader reader;

    @BeforeAll
    static void startBrokerAndStoreAlone() {
        stack = LocalStack.start(
                TestStack.options().withState(STATE).withFresh(true).withServices(List.of()));
        reader = new Reader(stack.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void noWorkerSeesAJobWhoseStreamsTransactionWasAborted() throws Exception {
        String workers = Topics.shareGroup(Topics.WORK_PRUNE);
        send(Topics.STUDIES, "one");

        // Given a router that dies after it has written the job and before it has committed
        try (CrashingRouter dying = router(ReadCommittedIT::dieOnceTheJobIsInTheLog)) {
            assertThat(dying.awaitDeath(LONG)).isTrue();
        }
        assertThat(reader.uncommitted(Topics.WORK_PRUNE, count -> count > 0, LONG))
                .containsExactly("job of one");

        // Then the workers' share group does not hand it out, though a group left at its defaults would
        assertThat(reader.share(Topics.WORK_PRUNE, workers, count -> count > 0, A_WHILE))
                .isEmpty();
        readFromTheBeginning("careless");
        assertThat(reader.share(Topics.WORK_PRUNE, "careless", count -> count > 0, LONG))
                .containsExactly("job of one");

        // And once another router has committed, the workers see the job, and once
        CrashingRouter living = router(() -> {});
        assertThat(reader.share(Topics.WORK_PRUNE, workers, count -> count > 0, LONG))
                .containsExactly("job of one");
        assertThat(reader.share(Topics.WORK_PRUNE, workers, count -> count > 0, A_WHILE))
                .isEmpty();
        living.close();
    }

    private static void dieOnceTheJobIsInTheLog() {
        reader.uncommitted(Topics.WORK_PRUNE, count -> count > 0, LONG);
        throw new IllegalStateException("killed in the middle of a transaction");
    }

    private static CrashingRouter router(Runnable beforeCommit) {
        return CrashingRouter.start(stack.bootstrapServers(), STATE.resolve("streams"), beforeCommit);
    }

    private static void readFromTheBeginning(String group) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, group),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static void send(String topic, String value) throws ExecutionException, InterruptedException {
        Map<String, Object> config = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers());
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", value)).get();
        }
    }
}
