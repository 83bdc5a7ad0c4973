package dev.ordo.cli.doctor;

import dev.ordo.events.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What the broker says of itself. Every method throws a {@link KafkaException} if it does not answer. */
final class BrokerView implements AutoCloseable {
    private static final int LIMIT_MILLIS = (int) Duration.ofSeconds(8).toMillis();

    private final Admin admin;

    BrokerView(String bootstrapServers) {
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LIMIT_MILLIS / 2,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LIMIT_MILLIS));
    }

    int brokers() {
        return await(() -> admin.describeCluster().nodes().get().size());
    }

    /** Ordo's topics, as far as they are there. */
    Map<String, TopicsCheck.Topic> topics() {
        return await(() -> {
            Set<String> present = admin.listTopics().names().get();
            List<String> ours = Topics.ALL.stream().filter(present::contains).toList();
            Map<String, TopicDescription> described =
                    admin.describeTopics(ours).allTopicNames().get();
            Map<String, Map<String, String>> config = config(ConfigResource.Type.TOPIC, ours);
            Map<String, TopicsCheck.Topic> topics = new HashMap<>();
            described.forEach((name, each) -> topics.put(
                    name,
                    new TopicsCheck.Topic(
                            each.partitions().size(), config.get(name).get("cleanup.policy"))));
            return topics;
        });
    }

    /** The settings of the share groups that read the work topics. */
    Map<String, Map<String, String>> shareGroups() {
        List<String> groups = Topics.WORK.stream().map(Topics::shareGroup).toList();
        return await(() -> config(ConfigResource.Type.GROUP, groups));
    }

    /** What waits on a work topic, and for whom. */
    QueuesCheck.Queue queue(String workTopic) {
        return await(() -> {
            String group = Topics.shareGroup(workTopic);
            return new QueuesCheck.Queue(depth(group), members(group));
        });
    }

    private long depth(String group) throws ExecutionException, InterruptedException {
        try {
            return admin
                    .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo(group)
                    .get()
                    .values()
                    .stream()
                    .filter(each -> each != null)
                    .map(SharePartitionOffsetInfo::lag)
                    .mapToLong(lag -> lag.orElse(0L))
                    .sum();
        } catch (ExecutionException e) {
            return nothingIfUnknown(e);
        }
    }

    private int members(String group) throws ExecutionException, InterruptedException {
        try {
            return admin.describeShareGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get()
                    .members()
                    .size();
        } catch (ExecutionException e) {
            return nothingIfUnknown(e);
        }
    }

    /** A group that nobody has joined yet is not known. */
    private static int nothingIfUnknown(ExecutionException failure) throws ExecutionException {
        if (failure.getCause() instanceof GroupIdNotFoundException) {
            return 0;
        }
        throw failure;
    }

    private Map<String, Map<String, String>> config(ConfigResource.Type type, Collection<String> names)
            throws ExecutionException, InterruptedException {
        var resources =
                names.stream().map(name -> new ConfigResource(type, name)).toList();
        Map<String, Map<String, String>> found = new HashMap<>();
        admin.describeConfigs(resources)
                .all()
                .get()
                .forEach((resource, config) -> found.put(
                        resource.name(),
                        config.entries().stream()
                                .filter(entry -> entry.value() != null)
                                .collect(Collectors.toMap(entry -> entry.name(), entry -> entry.value()))));
        return found;
    }

    private static <T> T await(Question<T> question) {
        try {
            return question.ask();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    /** Something that the broker answers in its own time. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws ExecutionException, InterruptedException;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
