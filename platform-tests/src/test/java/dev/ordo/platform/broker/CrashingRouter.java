package dev.ordo.platform.broker;

import dev.ordo.events.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Turns each study into one job, exactly once, as the orchestrator does; may be told to die before it commits. */
final class CrashingRouter implements AutoCloseable {
    private final KafkaStreams streams;
    private final CountDownLatch died = new CountDownLatch(1);

    private CrashingRouter(KafkaStreams streams) {
        this.streams = streams;
    }

    /** @param beforeCommit runs in the transaction, after the job has been written */
    static CrashingRouter start(String bootstrapServers, Path state, Runnable beforeCommit) {
        Topology topology = new Topology();
        topology.addSource("studies", Topics.STUDIES);
        topology.addProcessor("route", () -> new Route(beforeCommit), "studies");
        topology.addSink("work", Topics.WORK_PRUNE, "route");
        CrashingRouter router = new CrashingRouter(new KafkaStreams(topology, config(bootstrapServers, state)));
        router.streams.setUncaughtExceptionHandler(failure -> {
            router.died.countDown();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        router.streams.start();
        return router;
    }

    private static Properties config(String bootstrapServers, Path state) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "crashing-router");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        config.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        // The broker's least: so soon another router may take over from one that died without leaving.
        config.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 6000);
        config.put(StreamsConfig.consumerPrefix("heartbeat.interval.ms"), 1000);
        config.put(StreamsConfig.producerPrefix("linger.ms"), 0);
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        return config;
    }

    /** Whether it died within a time. */
    boolean awaitDeath(Duration limit) throws InterruptedException {
        return died.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(10));
    }

    private static final class Route implements Processor<String, String, String, String> {
        private final Runnable beforeCommit;
        private ProcessorContext<String, String> context;

        private Route(Runnable beforeCommit) {
            this.beforeCommit = beforeCommit;
        }

        @Override
        public void init(ProcessorContext<String, String> context) {
            this.context = context;
        }

        @Override
        public void process(Record<String, String> study) {
            context.forward(study.withValue("job of " + study.value()));
            beforeCommit.run();
        }
    }
}
