package dev.ordo.events.stage;

import dev.ordo.events.Checks;

/**
 * The orchestrator's request of one piece of work.
 *
 * @param key stage key or evaluation key: equal keys mean equal work
 * @param attempt how often it has been asked for, from 1
 * @param work what is to be done
 */
public record WorkRequest(String key, Integer attempt, Work work) {

    public WorkRequest {
        Checks.key("next.key", key);
        Checks.between("next.attempt", attempt, 1, 1_000_000);
        Checks.required("next.work", work);
    }
}
