package dev.ordo.cli.doctor;

import dev.ordo.events.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether every topic is there, and as it should be.
 *
 * @param present topics by name
 */
record TopicsCheck(Map<String, Topic> present) {
    private static final String NAME = "topics";

    /**
     * A topic as the broker has it.
     *
     * @param cleanup its cleanup.policy
     */
    record Topic(int partitions, String cleanup) {}

    Finding finding() {
        List<String> missing =
                Topics.ALL.stream().filter(name -> !present.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            return Finding.fail(
                    NAME, "missing: " + String.join(", ", missing), "`ordo up` makes them; elsewhere, `ordo setup`");
        }
        List<String> wrong = new ArrayList<>();
        Topics.ALL.forEach(name -> wrong.addAll(wrong(name, present.get(name))));
        return wrong.isEmpty()
                ? Finding.ok(NAME, "all " + Topics.ALL.size() + " are there")
                : Finding.fail(
                        NAME,
                        String.join("; ", wrong),
                        "alter the settings; partitions cannot be taken away: here, `ordo up --fresh` begins anew");
    }

    private static List<String> wrong(String name, Topic topic) {
        List<String> wrong = new ArrayList<>();
        if (topic.partitions() != Topics.partitions(name)) {
            wrong.add(name + " has " + topic.partitions() + " partitions, expected " + Topics.partitions(name));
        }
        String cleanup = Topics.COMPACTED.contains(name) ? "compact" : "delete";
        if (!cleanup.equals(topic.cleanup())) {
            wrong.add(name + " has cleanup.policy " + topic.cleanup() + ", expected " + cleanup);
        }
        return wrong;
    }
}
