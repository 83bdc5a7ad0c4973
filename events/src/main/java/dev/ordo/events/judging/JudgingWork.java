package dev.ordo.events.judging;

import dev.ordo.events.Checks;
import dev.ordo.events.stage.DatasetRef;
import java.util.List;

/**
 * What is to be judged, all defaults filled in and all names pinned.
 *
 * @param prompts what is asked of the checkpoint
 * @param criteria what G-Eval scores
 * @param steps G-Eval's evaluation steps; empty where the judge writes them
 * @param instructions what every response must follow, besides the instructions of its own prompt
 * @param judge who judges
 * @param sampling how responses are drawn
 */
public record JudgingWork(
        DatasetRef prompts,
        String criteria,
        List<String> steps,
        List<String> instructions,
        Judge judge,
        Sampling sampling) {
    private static final String PATH = "next.work.judging.";

    public JudgingWork {
        Checks.required(PATH + "prompts", prompts);
        JudgingText.check(PATH + "criteria", criteria);
        steps = JudgingText.check(PATH + "steps", steps);
        instructions = JudgingText.check(PATH + "instructions", instructions);
        Checks.required(PATH + "judge", judge);
        Checks.required(PATH + "sampling", sampling);
    }
}
