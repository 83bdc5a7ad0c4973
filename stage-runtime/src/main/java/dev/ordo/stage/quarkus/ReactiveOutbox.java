package dev.ordo.stage.quarkus;

import dev.ordo.events.Topics;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.stage.messaging.DeadLetterHeaders;
import dev.ordo.stage.messaging.EventCodec;
import dev.ordo.stage.worker.Outbox;
import dev.ordo.stage.worker.UndeliveredEventException;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** The {@link Outbox} over the channels of SmallRye Reactive Messaging. */
@ApplicationScoped
class ReactiveOutbox implements Outbox {
    private static final Logger LOG = Logger.getLogger(ReactiveOutbox.class);
    private static final Duration LIMIT = Duration.ofSeconds(150);

    private final Map<String, MutinyEmitter<byte[]>> channels;
    private final String source;

    ReactiveOutbox(
            @Channel("checkpoints") MutinyEmitter<byte[]> checkpoints,
            @Channel("stage-events") MutinyEmitter<byte[]> stageEvents,
            @Channel("evaluations") MutinyEmitter<byte[]> evaluations,
            @Channel("dead-letter") MutinyEmitter<byte[]> deadLetters,
            @ConfigProperty(name = "quarkus.application.name", defaultValue = "worker") String service) {
        this.channels = Map.of(
                Topics.CHECKPOINTS, checkpoints,
                Topics.STAGE_EVENTS, stageEvents,
                Topics.EVALUATIONS, evaluations,
                Topics.DEAD_LETTER, deadLetters);
        this.source = "/ordo/" + service;
    }

    @Override
    public void send(String topic, String key, Object event) {
        await(topic, emit(topic, key, headers(), EventCodec.encode(source, key, event)));
    }

    @Override
    public void offer(String topic, String key, Object event) {
        emit(topic, key, headers(), EventCodec.encode(source, key, event))
                .subscribe()
                .with(sent -> {}, failure -> LOG.warnf("an event for %s got lost: %s", topic, failure));
    }

    @Override
    public void deadLetter(ConsumerRecord<byte[], byte[]> malformed, String reason) {
        Headers headers = new RecordHeaders();
        for (Header each : malformed.headers()) {
            headers.add(each);
        }
        new DeadLetterHeaders(
                        ErrorCode.INVALID_EVENT,
                        reason,
                        malformed.topic(),
                        malformed.partition(),
                        malformed.offset(),
                        malformed.timestamp(),
                        malformed.key())
                .addTo(headers);
        String key = malformed.key() == null ? null : new String(malformed.key(), StandardCharsets.UTF_8);
        byte[] value = malformed.value() == null ? new byte[0] : malformed.value();
        await(Topics.DEAD_LETTER, emit(Topics.DEAD_LETTER, key, headers, value));
    }

    private Uni<Void> emit(String topic, String key, Headers headers, byte[] value) {
        var metadata = OutgoingKafkaRecordMetadata.<String>builder()
                .withKey(key)
                .withHeaders(headers)
                .build();
        return channels.get(topic).sendMessage(Message.of(value).addMetadata(metadata));
    }

    private static void await(String topic, Uni<Void> sending) {
        try {
            sending.await().atMost(LIMIT);
        } catch (RuntimeException e) {
            throw new UndeliveredEventException("the broker has not acknowledged an event for " + topic, e);
        }
    }

    private static Headers headers() {
        return new RecordHeaders()
                .add(EventCodec.CONTENT_TYPE, EventCodec.CONTENT_TYPE_VALUE.getBytes(StandardCharsets.UTF_8));
    }
}
