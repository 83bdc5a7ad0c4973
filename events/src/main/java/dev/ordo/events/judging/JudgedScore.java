package dev.ordo.events.judging;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;

/**
 * One judged metric of one checkpoint.
 *
 * @param value mean over what could be judged, in [0, 1]; absent where nothing could
 * @param mode how it was scored. G-Eval: {@code log-probabilities}, {@code integer}, {@code mixed} or {@code likelihood}; prompt
 *     alignment: {@code verdicts} or {@code likelihood}; clarity: {@code baseline-fluency}
 * @param failed how many responses could not be judged
 * @param count how many there were
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JudgedScore(Double value, String mode, Integer failed, Integer count) {

    public JudgedScore {
        if (value != null) {
            Checks.between("judged.value", value, 0.0, 1.0);
        }
        Checks.name("judged.mode", mode);
        Checks.between("judged.count", count, 1, Integer.MAX_VALUE);
        Checks.between("judged.failed", failed, 0, count);
    }
}
