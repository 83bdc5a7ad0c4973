package dev.ordo.cli.doctor;

import dev.ordo.events.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** Whether the broker answers; if it does, its topics, share groups and queues are looked at too. */
record BrokerCheck(String bootstrapServers) implements Check {
    private static final String NAME = "broker";

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        try (BrokerView broker = new BrokerView(bootstrapServers)) {
            findings.add(Finding.ok(NAME, bootstrapServers + " answers, brokers: " + broker.brokers()));
            findings.add(new TopicsCheck(broker.topics()).finding());
            findings.add(new ShareGroupsCheck(broker.shareGroups()).finding());
            Map<String, QueuesCheck.Queue> queues = new HashMap<>();
            Topics.WORK.forEach(topic -> queues.put(topic, broker.queue(topic)));
            findings.addAll(new QueuesCheck(queues).look());
        } catch (KafkaException e) {
            findings.add(Finding.fail(
                    NAME,
                    bootstrapServers + " does not answer: " + e.getMessage(),
                    "start the broker, or name the right one in KAFKA_BOOTSTRAP_SERVERS; here, `ordo up`"));
        }
        return findings;
    }
}
