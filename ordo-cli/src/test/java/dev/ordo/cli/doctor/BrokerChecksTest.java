package dev.ordo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.cli.doctor.Finding.Level;
import dev.ordo.cli.stack.TopicSetup;
import dev.ordo.events.Topics;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the doctor makes of what a broker says. */
class BrokerChecksTest {
    private final Map<String, TopicsCheck.Topic> topics = new HashMap<>();
    private final Map<String, Map<String, String>> groups = new HashMap<>();
    private final Map<String, QueuesCheck.Queue> queues = new HashMap<>();

    BrokerChecksTest() {
        Topics.ALL.forEach(name -> topics.put(
                name,
                new TopicsCheck.Topic(
                        Topics.partitions(name), Topics.COMPACTED.contains(name) ? "compact" : "delete")));
        Topics.WORK.forEach(name -> {
            groups.put(Topics.shareGroup(name), TopicSetup.shareGroupConfig());
            queues.put(name, new QueuesCheck.Queue(0, 1));
        });
    }

    @Test
    void isContentWithASoundBroker() {
        assertThat(new TopicsCheck(topics).finding().level()).isEqualTo(Level.OK);
        assertThat(new ShareGroupsCheck(groups).finding().level()).isEqualTo(Level.OK);
        assertThat(new QueuesCheck(queues).look()).containsExactly(Finding.ok("queues", "0 jobs waiting or running"));
    }

    @Test
    void namesTheTopicsThatAreMissing() {
        topics.remove(Topics.CONTROL);

        Finding finding = new TopicsCheck(topics).finding();

        assertThat(finding)
                .isEqualTo(Finding.fail(
                        "topics", "missing: ordo.control", "`ordo up` makes them; elsewhere, `ordo setup`"));
    }

    @Test
    void namesTheTopicsThatWereMadeOtherwise() {
        topics.put(Topics.STUDIES, new TopicsCheck.Topic(3, "compact"));

        assertThat(new TopicsCheck(topics).finding().what())
                .isEqualTo("ordo.studies has 3 partitions, expected 12;"
                        + " ordo.studies has cleanup.policy compact, expected delete");
    }

    @Test
    void namesAShareGroupThatWouldMissJobs() {
        groups.put(
                "ordo-prune", Map.of("share.auto.offset.reset", "latest", "share.isolation.level", "read_committed"));

        Finding finding = new ShareGroupsCheck(groups).finding();

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.what()).isEqualTo("ordo-prune has share.auto.offset.reset latest, expected earliest");
    }

    @Test
    void failsWhereWorkWaitsForNobody() {
        queues.put(Topics.WORK_DISTILL, new QueuesCheck.Queue(3, 0));

        assertThat(new QueuesCheck(queues).look())
                .containsExactly(Finding.fail(
                        "queues",
                        "ordo.work.distill: 3 waiting or running, workers: 0",
                        "start its worker: its work waits until then"));
    }

    @Test
    void warnsOfAWorkerThatIsMissingAndOfALongQueue() {
        queues.put(Topics.WORK_DISTILL, new QueuesCheck.Queue(0, 0));
        queues.put(Topics.WORK_PRUNE, new QueuesCheck.Queue(101, 2));

        assertThat(new QueuesCheck(queues).look())
                .hasSize(2)
                .extracting(Finding::level)
                .containsOnly(Level.WARN);
    }

    @Test
    void saysThatABrokerDoesNotAnswer() {
        Finding finding = new BrokerCheck("127.0.0.1:1").look().get(0);

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.what()).startsWith("127.0.0.1:1 does not answer");
        assertThat(finding.mend()).contains("KAFKA_BOOTSTRAP_SERVERS");
    }
}
