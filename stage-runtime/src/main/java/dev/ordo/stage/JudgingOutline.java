package dev.ordo.stage;

import dev.ordo.events.judging.JudgingWork;
import java.util.Optional;

/**
 * What is known of judging before its inputs are fetched.
 *
 * @param asked how it is judged, and by whom
 * @param promptBytes size of the file of prompts
 * @param judge the checkpoint that judges, if one does
 */
public record JudgingOutline(JudgingWork asked, long promptBytes, Optional<CheckpointOutline> judge) {}
