package dev.ordo.cli.stack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The settings of the one KRaft node: everything on loopback, one replica of everything, quick to restart. */
public final class BrokerProperties {
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private BrokerProperties() {}

    /**
     * The properties of a combined broker and controller.
     *
     * @param data where the logs live
     * @param port the port clients connect to
     * @param controllerPort the port the node's own controller listens on
     */
    static Properties of(Path data, int port, int controllerPort) {
        Properties properties = new Properties();
        properties.putAll(node(data, port, controllerPort));
        properties.putAll(needed());
        properties.putAll(smallAndQuick());
        return properties;
    }

    /** What Ordo needs of a broker that is alone, wherever it runs. */
    public static Map<String, String> needed() {
        Map<String, String> needed = new TreeMap<>(singleReplica());
        needed.putAll(shareGroups());
        needed.put("auto.create.topics.enable", "false");
        needed.put("log.message.timestamp.type", "LogAppendTime");
        needed.put("group.initial.rebalance.delay.ms", "0");
        return needed;
    }

    private static Map<String, String> node(Path data, int port, int controllerPort) {
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(NODE_ID),
                "controller.quorum.voters",
                NODE_ID + "@127.0.0.1:" + controllerPort,
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
                "log.dirs",
                data.toString());
    }

    private static Map<String, String> singleReplica() {
        return Map.of(
                "default.replication.factor", "1",
                "min.insync.replicas", "1",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "4",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "4");
    }

    /** A lock may last an hour; the retry of a share partition's start is short, or a first job waits half a minute. */
    private static Map<String, String> shareGroups() {
        return Map.of(
                "group.share.min.record.lock.duration.ms", "1000",
                "group.share.max.record.lock.duration.ms", "3600000",
                "group.share.delivery.count.limit", "5",
                "group.share.initialize.retry.interval.ms", "1000",
                "group.share.min.heartbeat.interval.ms", "1000",
                "group.share.heartbeat.interval.ms", "1000");
    }

    private static Map<String, String> smallAndQuick() {
        return Map.ofEntries(
                Map.entry("broker.session.timeout.ms", "6000"),
                Map.entry("broker.heartbeat.interval.ms", "1000"),
                Map.entry("metadata.max.idle.interval.ms", "5000"),
                Map.entry("group.min.session.timeout.ms", "1000"),
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
                Map.entry("log.index.size.max.bytes", "1048576"),
                Map.entry("num.io.threads", "2"),
                Map.entry("num.network.threads", "2"),
                Map.entry("background.threads", "2"),
                Map.entry("group.coordinator.threads", "1"),
                Map.entry("num.recovery.threads.per.data.dir", "2"));
    }
}
