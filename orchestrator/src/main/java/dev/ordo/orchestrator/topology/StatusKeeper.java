package dev.ordo.orchestrator.topology;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the newest status of every study on every replica. */
final class StatusKeeper implements Processor<String, byte[], Void, Void> {
    private KeyValueStore<String, byte[]> statuses;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        statuses = context.getStateStore(OrdoTopology.STATUS_STORE);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        statuses.put(record.key(), record.value());
    }
}
