package dev.ordo.cli.doctor;

import dev.ordo.cli.stack.TopicSetup;
import dev.ordo.events.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether the groups that read the work topics begin with the earliest record and read committed ones alone.
 *
 * @param settings of each group, by name
 */
record ShareGroupsCheck(Map<String, Map<String, String>> settings) {
    private static final String NAME = "share groups";

    Finding finding() {
        List<String> wrong = new ArrayList<>();
        for (String topic : Topics.WORK) {
            String group = Topics.shareGroup(topic);
            Map<String, String> has = settings.getOrDefault(group, Map.of());
            TopicSetup.shareGroupConfig().forEach((name, expected) -> {
                if (!expected.equals(has.get(name))) {
                    wrong.add(group + " has " + name + " " + has.get(name) + ", expected " + expected);
                }
            });
        }
        return wrong.isEmpty()
                ? Finding.ok(NAME, "all " + Topics.WORK.size() + " read as they should")
                : Finding.fail(
                        NAME,
                        String.join("; ", wrong),
                        "workers may miss jobs or take uncommitted ones: here, `ordo down` and `ordo up` set it;"
                                + " elsewhere, `ordo setup`");
    }
}
