package dev.ordo.events.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.stage.Needs;

/**
 * What is being computed for a study right now.
 *
 * @param what the ordering up to this stage, or {@code evaluate P-KD}
 * @param worker who computes it
 * @param attempt the orchestrator's number
 * @param done units done
 * @param total units in all
 * @param unit what is counted
 * @param needs what it takes at most, if its worker could tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunningWork(String what, String worker, int attempt, Long done, Long total, String unit, Needs needs) {

    /** Of work whose needs are not known. */
    public RunningWork(String what, String worker, int attempt, Long done, Long total, String unit) {
        this(what, worker, attempt, done, total, unit, null);
    }
}
