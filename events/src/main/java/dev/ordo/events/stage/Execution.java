package dev.ordo.events.stage;

import dev.ordo.events.Checks;

/**
 * One delivery of one attempt to one worker.
 *
 * @param key stage key or evaluation key
 * @param attempt the orchestrator's number, from 1
 * @param executionId random; tells deliveries of one attempt apart
 * @param worker name of the running instance
 */
public record Execution(String key, Integer attempt, String executionId, String worker) {

    public Execution {
        Checks.key("execution.key", key);
        Checks.between("execution.attempt", attempt, 1, 1_000_000);
        Checks.name("execution.executionId", executionId);
        Checks.name("execution.worker", worker);
    }
}
