package dev.ordo.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether somebody takes the work that waits.
 *
 * @param queues by work topic
 */
record QueuesCheck(Map<String, Queue> queues) implements Check {
    private static final String NAME = "queues";
    private static final long LONG = 100;

    /**
     * What waits on one work topic.
     *
     * @param depth records that no worker has finished
     * @param workers how many take work from it
     */
    record Queue(long depth, int workers) {}

    @Override
    public List<Finding> look() {
        List<Finding> bad = new ArrayList<>();
        Map<String, Queue> sorted = new TreeMap<>(queues);
        sorted.forEach((topic, queue) -> {
            String what = topic + ": " + queue.depth() + " waiting or running, workers: " + queue.workers();
            if (queue.workers() == 0) {
                bad.add(
                        queue.depth() > 0
                                ? Finding.fail(NAME, what, "start its worker: its work waits until then")
                                : Finding.warn(NAME, what, "start its worker before you submit a study"));
            } else if (queue.depth() > LONG) {
                bad.add(Finding.warn(NAME, what, "start more workers, or wait"));
            }
        });
        long waiting = queues.values().stream().mapToLong(Queue::depth).sum();
        return bad.isEmpty() ? List.of(Finding.ok(NAME, waiting + " jobs waiting or running")) : bad;
    }
}
