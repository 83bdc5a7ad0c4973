package dev.ordo.orchestrator.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/** States of a few hundred stages are small, and there is one database for each store and partition. */
public final class SmallRocksDb implements RocksDBConfigSetter {
    private static final long WRITE_BUFFER_BYTES = 1 << 20;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(2);
        options.setMaxOpenFiles(64);
        options.setKeepLogFileNum(1);
        options.setRecycleLogFileNum(0);
    }

    @Override
    public void close(String storeName, Options options) {
        // Nothing of ours to free: the options belong to the store.
    }
}
