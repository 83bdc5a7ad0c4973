package dev.ordo.cli.stack;

import dev.ordo.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    /** Leaves the number of replicas to the broker's own default. */
    public static final short BROKERS_DEFAULT = -1;

    private static final Duration APPLY_LIMIT = Duration.ofSeconds(60);
    private static final String OFFSET_RESET = "earliest";
    private static final String ISOLATION = "read_committed";

    private TopicSetup() {}

    /**
     * Makes a broker fit for Ordo's services; may be run again.
     *
     * @param bootstrapServers where the broker is
     * @param lock how long a worker may hold a record without renewing
     * @param replication replicas of a topic that is made here, or {@link #BROKERS_DEFAULT}
     * @throws StackException if the broker refuses or does not answer
     */
    public static void apply(String bootstrapServers, Duration lock, short replication) {
        try (Admin admin = admin(bootstrapServers)) {
            Set<String> present = admin.listTopics().names().get();
            admin.createTopics(missing(present, replication)).all().get();
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
        return readsAsItShould(config)
                && lockMillis.equals(config.get("share.record.lock.duration.ms").value());
    }

    private static boolean readsAsItShould(Config config) {
        return shareGroupConfig().entrySet().stream()
                .allMatch(
                        each -> each.getValue().equals(config.get(each.getKey()).value()));
    }

    /** What every share group that reads a work topic must have set, beside the duration of its locks. */
    public static Map<String, String> shareGroupConfig() {
        return Map.of("share.auto.offset.reset", OFFSET_RESET, "share.isolation.level", ISOLATION);
    }

    /**
     * Waits until somebody has made a broker fit for Ordo's services; changes nothing.
     *
     * @throws StackException if it is not fit in time, naming what is missing
     */
    public static void await(String bootstrapServers, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        String missing = missing(bootstrapServers);
        while (!missing.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new StackException("the broker is not set up after " + limit.toSeconds() + " s: " + missing);
            }
            pause();
            missing = missing(bootstrapServers);
        }
    }

    /** What a broker lacks, for people; empty where it lacks nothing. */
    private static String missing(String bootstrapServers) {
        try (Admin admin = admin(bootstrapServers)) {
            Set<String> topics = new TreeSet<>(Topics.ALL);
            topics.removeAll(admin.listTopics().names().get());
            if (!topics.isEmpty()) {
                return "topics " + String.join(", ", topics);
            }
            List<String> groups = admin.describeConfigs(groups()).all().get().entrySet().stream()
                    .filter(each -> !readsAsItShould(each.getValue()))
                    .map(each -> each.getKey().name())
                    .sorted()
                    .toList();
            return groups.isEmpty() ? "" : "settings of the share groups " + String.join(", ", groups);
        } catch (ExecutionException e) {
            return "the broker does not answer: " + e.getCause().getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while waiting for topics", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while waiting for topics", e);
        }
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                30_000));
    }

    private static List<NewTopic> missing(Set<String> present, short replication) {
        List<NewTopic> topics = new ArrayList<>();
        for (String name : Topics.ALL) {
            if (!present.contains(name)) {
                topics.add(new NewTopic(name, Topics.partitions(name), replication).configs(topicConfig(name)));
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
        groups().forEach(each -> changes.put(each, operations));
        return changes;
    }

    private static List<ConfigResource> groups() {
        return Topics.WORK.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.GROUP, Topics.shareGroup(topic)))
                .toList();
    }
}
