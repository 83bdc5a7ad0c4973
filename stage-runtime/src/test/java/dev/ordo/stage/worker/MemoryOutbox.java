package dev.ordo.stage.worker;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Remembers what was sent, and in which order; refuses a topic on demand. */
final class MemoryOutbox implements Outbox {
    /** One event that left the worker. */
    record Sent(String topic, String key, Object event) {}

    final List<Sent> sent = new CopyOnWriteArrayList<>();
    final List<String> buried = new CopyOnWriteArrayList<>();
    volatile String unreachable = "";

    @Override
    public void send(String topic, String key, Object event) {
        if (topic.equals(unreachable)) {
            throw new UndeliveredEventException(topic + " is unreachable", null);
        }
        sent.add(new Sent(topic, key, event));
    }

    @Override
    public void offer(String topic, String key, Object event) {
        sent.add(new Sent(topic, key, event));
    }

    @Override
    public void deadLetter(ConsumerRecord<byte[], byte[]> malformed, String reason) {
        if (unreachable.equals("dead-letter")) {
            throw new UndeliveredEventException("unreachable", null);
        }
        buried.add(reason);
    }

    <T> T only(Class<T> event) {
        List<T> all = all(event);
        if (all.size() != 1) {
            throw new AssertionError("expected one " + event.getSimpleName() + ", found " + all + " in " + sent);
        }
        return all.get(0);
    }

    <T> List<T> all(Class<T> event) {
        return sent.stream()
                .map(Sent::event)
                .filter(event::isInstance)
                .map(event::cast)
                .toList();
    }
}
