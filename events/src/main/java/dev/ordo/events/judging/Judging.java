package dev.ordo.events.judging;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import java.util.List;

/**
 * What a study asks to be judged. Every checkpoint answers the same prompts; the judge scores the answers by G-Eval
 * (arXiv 2303.16634) and by prompt alignment.
 *
 * @param prompts name of a prompt set
 * @param criteria what G-Eval scores
 * @param steps G-Eval's evaluation steps; the judge writes them from the criteria where there are none
 * @param instructions what every response must follow, besides the instructions of its own prompt
 * @param judge who judges
 * @param sampling how responses are drawn
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Judging(
        String prompts,
        String criteria,
        List<String> steps,
        List<String> instructions,
        JudgeChoice judge,
        Sampling sampling) {

    public Judging {
        Checks.name("judging.prompts", prompts);
        criteria = criteria == null ? JudgingText.DEFAULT_CRITERIA : JudgingText.check("judging.criteria", criteria);
        steps = steps == null ? List.of() : JudgingText.check("judging.steps", steps);
        instructions = instructions == null
                ? List.of(JudgingText.DEFAULT_INSTRUCTION)
                : JudgingText.check("judging.instructions", instructions);
        judge = judge == null ? JudgeChoice.teacher() : judge;
        sampling = sampling == null ? Sampling.defaults() : sampling;
    }
}
