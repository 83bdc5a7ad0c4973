package dev.ordo.stage.worker;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a worker's events leave it. */
public interface Outbox {
    /**
     * Sends an event and waits until the broker has it.
     *
     * @throws UndeliveredEventException if the broker has not acknowledged it
     */
    void send(String topic, String key, Object event);

    /** Sends an event that may get lost, and does not wait. */
    void offer(String topic, String key, Object event);

    /**
     * Sends a record that is no event of ours to the dead-letter topic, as it came, and waits until the broker has it.
     *
     * @throws UndeliveredEventException if the broker has not acknowledged it
     */
    void deadLetter(ConsumerRecord<byte[], byte[]> malformed, String reason);
}
