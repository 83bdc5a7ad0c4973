package dev.ordo.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.events.Topics;
import dev.ordo.events.error.OrdoException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerAndStoreIT {
    private static final List<String> PROGRESS = new ArrayList<>();

    @TempDir
    static Path state;

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(StackOptions.standard(PROGRESS::add)
                .withState(state.resolve(".ordo"))
                .withServices(List.of()));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void createsEveryTopicWithItsPartitions() throws Exception {
        try (Admin admin = Admin.create(bootstrap())) {
            var topics = admin.describeTopics(Topics.ALL).allTopicNames().get();
            assertThat(topics).hasSize(Topics.ALL.size());
            assertThat(topics.values())
                    .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(Topics.partitions(topic.name())));
        }
    }

    @Test
    void letsShareGroupsSeeEarlierJobsButNoneOfAbortedTransactions() throws Exception {
        var group = new ConfigResource(ConfigResource.Type.GROUP, Topics.shareGroup(Topics.WORK_PRUNE));
        try (Admin admin = Admin.create(bootstrap())) {
            var config = admin.describeConfigs(List.of(group)).all().get().get(group);
            assertThat(config.get("share.auto.offset.reset").value()).isEqualTo("earliest");
            assertThat(config.get("share.isolation.level").value()).isEqualTo("read_committed");
            assertThat(config.get("share.record.lock.duration.ms").value()).isEqualTo("30000");
        }
    }

    @Test
    void isSetUpOnceEveryTopicIsThereWhoeverMadeIt() throws Exception {
        try (Admin admin = Admin.create(bootstrap())) {
            admin.deleteTopics(List.of(Topics.EVALUATIONS)).all().get();
        }
        assertThatThrownBy(() -> TopicSetup.await(stack.bootstrapServers(), Duration.ZERO))
                .isInstanceOf(StackException.class)
                .hasMessageEndingWith(": topics ordo.evaluations");

        TopicSetup.apply(stack.bootstrapServers(), Duration.ofSeconds(30), TopicSetup.BROKERS_DEFAULT);

        TopicSetup.await(stack.bootstrapServers(), Duration.ofSeconds(30));
    }

    @Test
    void keepsRecordsThroughAKillOfTheBroker() throws Exception {
        send("before", "1");
        var broker = stack.process("kafka");
        broker.destroyForcibly();
        broker.onExit().get();
        send("after", "2");

        List<ConsumerRecord<String, String>> records = readAll(2);

        assertThat(records).extracting(ConsumerRecord::key).containsExactlyInAnyOrder("before", "after");
        assertThat(records).extracting(ConsumerRecord::timestampType).containsOnly(TimestampType.LOG_APPEND_TIME);
        assertThat(PROGRESS).anyMatch(line -> line.startsWith("kafka died"));
    }

    @Test
    void letsExactlyOneOfManyConditionalWritesWin() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String content = "writer " + i;
                writers.add(
                        () -> putIfAbsent("race", content, stack.credentials().secretKey()));
            }
            int winners = 0;
            for (Future<Boolean> each : threads.invokeAll(writers)) {
                winners += each.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesAWrongSecret() {
        assertThatThrownBy(() -> putIfAbsent("secret", "x", "wrong"))
                .isInstanceOf(OrdoException.class)
                .hasMessageContaining("signature");
    }

    @Test
    void refusesASecondStackInTheSameState() throws Exception {
        Path elsewhere = state.resolve("held");
        new StackRecord(StackRecord.Entry.of(ProcessHandle.of(1).orElseThrow(), 0), true, Map.of())
                .write(new StackLayout(elsewhere).record());

        var options = StackOptions.standard(PROGRESS::add).withState(elsewhere).withServices(List.of());

        assertThatThrownBy(() -> LocalStack.start(options))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("already up");
    }

    @Test
    void waitsForAStackThatIsEnding() throws Exception {
        Path elsewhere = state.resolve("ending");
        Process ending = new ProcessBuilder("sleep", "2").start();
        new StackRecord(StackRecord.Entry.of(ending.toHandle(), 0), false, Map.of())
                .write(new StackLayout(elsewhere).record());

        var options = StackOptions.standard(PROGRESS::add).withState(elsewhere).withServices(List.of());

        try (LocalStack next = LocalStack.start(options)) {
            assertThat(ending.isAlive()).isFalse();
            assertThat(next.bootstrapServers()).isNotEqualTo(stack.bootstrapServers());
        }
    }

    @Test
    void keepsTheKeysReadableByTheirOwnerAlone() throws Exception {
        Path keys = new StackLayout(state.resolve(".ordo")).credentials();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rw-------");
    }

    private static Map<String, Object> bootstrap() {
        return Map.of("bootstrap.servers", stack.bootstrapServers());
    }

    private static void send(String key, String value) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.DEAD_LETTER, key, value)).get();
        }
    }

    private static List<ConsumerRecord<String, String>> readAll(int expected) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", stack.bootstrapServers(), "group.id", "reader", "auto.offset.reset", "earliest");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(Topics.DEAD_LETTER));
            long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (records.size() < expected && System.nanoTime() < limit) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static boolean putIfAbsent(String name, String content, String secret) {
        StoreSettings settings =
                new StoreSettings(stack.s3Endpoint(), stack.credentials().accessKey(), secret, stack.bucket());
        try (S3ObjectStore store = new S3ObjectStore(settings)) {
            return store.putIfAbsent(name, content.getBytes(StandardCharsets.UTF_8));
        }
    }
}
