package dev.ordo.stage;

import dev.ordo.events.judging.JudgingWork;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What judging reads.
 *
 * @param asked how it is judged, and by whom
 * @param prompts file of the prompts
 * @param judge directory of the checkpoint that judges; empty where the judge is behind the deployment's endpoint
 */
public record JudgingInputs(JudgingWork asked, Path prompts, Optional<Path> judge) {}
