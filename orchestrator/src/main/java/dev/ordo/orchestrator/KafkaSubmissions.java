package dev.ordo.orchestrator;

import dev.ordo.events.Topics;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.study.CancelStudy;
import dev.ordo.events.study.RetryStudy;
import dev.ordo.events.study.StudyRequested;
import dev.ordo.orchestrator.rest.StudySubmissions;
import dev.ordo.stage.messaging.EventCodec;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends what came over HTTP the way of every other request: to {@code ordo.studies}. */
@ApplicationScoped
class KafkaSubmissions implements StudySubmissions {
    private static final String SOURCE = "/ordo/orchestrator/rest";
    private static final int LIMIT_MILLIS = 15_000;

    private final KafkaProducer<String, byte[]> producer;

    KafkaSubmissions(OrchestratorSettings settings) {
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        settings.kafka().bootstrapServers(),
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "ordo-orchestrator-rest",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        LIMIT_MILLIS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        LIMIT_MILLIS / 2,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        LIMIT_MILLIS),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void submit(StudyRequested request) {
        send(request.studyId(), request);
    }

    @Override
    public void cancel(CancelStudy command) {
        send(command.studyId(), command);
    }

    @Override
    public void retry(RetryStudy command) {
        send(command.studyId(), command);
    }

    private void send(String key, Object event) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.STUDIES, key, EventCodec.encode(SOURCE, key, event));
        record.headers().add(EventCodec.CONTENT_TYPE, EventCodec.CONTENT_TYPE_VALUE.getBytes(StandardCharsets.UTF_8));
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new RetryableException(
                    ErrorCode.INTERNAL,
                    "the broker did not take the request: " + e.getCause().getMessage(),
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetryableException(ErrorCode.INTERNAL, "interrupted while sending the request", e);
        }
    }

    @PreDestroy
    void close() {
        producer.close();
    }
}
