package dev.ordo.cli.stack;

import dev.ordo.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/** Creates Ordo's topics where they are missing, and configures the share groups that read the work topics. */
public final class TopicSetup {
    private static final short REPLICATION = 1;
    private static final Duration APPLY_LIMIT = Duration.ofSeconds(60);
    private static final String OFFSET_RESET = "earliest";
    private static final String ISOLATION = "read_committed";

    private TopicSetup() {}

    /**
     * Makes a broker fit for Ordo's services; may be run again.
     *
     * @param bootstrapServers where the broker is
     * @param lock how long a worker may hold a record without renewing
     * @throws StackException if the broker refuses or does not answer
     */
    public static void apply(String bootstrapServers, Duration lock) {
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                30_000);
        try (Admin admin = Admin.create(config)) {
            Set<String> present = admin.listTopics().names().get();
            admin.createTopics(missing(present)).all().get();
            Map<ConfigResource, Collection<AlterConfigOp>> groups = shareGroups(lock);
            admin.incrementalAlterConfigs(groups).all().get();
            awaitApplied(admin, groups.keySet(), lock);
        } catch (ExecutionException e) {
            throw new StackException("cannot create topics: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while creating topics", e);
        }
    }

    /**
     * The controller has agreed, but the broker is busy creating logs for a while and takes up group settings after
     * them. A share group that starts in between would read uncommitted jobs, and miss the earlier ones.
     */
    private static void awaitApplied(Admin admin, Set<ConfigResource> groups, Duration lock)
            throws ExecutionException, InterruptedException {
        long limit = System.nanoTime() + APPLY_LIMIT.toNanos();
        String wanted = Long.toString(lock.toMillis());
        while (!admin.describeConfigs(groups).all().get().values().stream()
                .allMatch(config -> isApplied(config, wanted))) {
            if (System.nanoTime() > limit) {
                throw new StackException("the broker has not taken up the share group settings");
            }
            Thread.sleep(50);
        }
    }

    private static boolean isApplied(Config config, String lockMillis) {
        return OFFSET_RESET.equals(config.get("share.auto.offset.reset").value())
                && ISOLATION.equals(config.get("share.isolation.level").value())
                && lockMillis.equals(config.get("share.record.lock.duration.ms").value());
    }

    /** What every share group that reads a work topic must have set, beside the duration of its locks. */
    public static Map<String, String> shareGroupConfig() {
        return Map.of("share.auto.offset.reset", OFFSET_RESET, "share.isolation.level", ISOLATION);
    }

    private static List<NewTopic> missing(Set<String> present) {
        List<NewTopic> topics = new ArrayList<>();
        for (String name : Topics.ALL) {
            if (!present.contains(name)) {
                topics.add(new NewTopic(name, Topics.partitions(name), REPLICATION).configs(topicConfig(name)));
            }
        }
        return topics;
    }

    private static Map<String, String> topicConfig(String name) {
        Map<String, String> config = new HashMap<>();
        config.put("message.timestamp.type", "LogAppendTime");
        config.put("retention.ms", "-1");
        if (Topics.COMPACTED.contains(name)) {
            config.put("cleanup.policy", "compact");
        }
        return config;
    }

    private static Map<ConfigResource, Collection<AlterConfigOp>> shareGroups(Duration lock) {
        Map<String, String> config = new HashMap<>(shareGroupConfig());
        config.put("share.record.lock.duration.ms", Long.toString(lock.toMillis()));
        List<AlterConfigOp> operations = config.entrySet().stream()
                .map(e -> new AlterConfigOp(new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (String topic : Topics.WORK) {
            changes.put(new ConfigResource(ConfigResource.Type.GROUP, Topics.shareGroup(topic)), operations);
        }
        return changes;
    }
}
