package dev.ordo.stage.worker;

import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.EvaluationWork;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageWork;
import dev.ordo.events.stage.Work;
import dev.ordo.stage.messaging.EventJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Work as the orchestrator asks for it. */
public final class Samples {
    static final String KEY = "a".repeat(64);
    static final String DIGEST = "sha256:" + "b".repeat(64);
    static final Instant IDLE = Instant.parse("2026-01-01T00:00:00Z");
    static final CheckpointRef PARENT = new CheckpointRef(DIGEST, "models/parent", 100L);
    static final CheckpointRef TEACHER = new CheckpointRef("sha256:" + "c".repeat(64), "models/teacher", 200L);
    static final DatasetRef NOVEL = new DatasetRef("novel", "sha256:" + "d".repeat(64), "data/d/novel.txt");
    static final DatasetRef POEM = new DatasetRef("poem", "sha256:" + "e".repeat(64), "data/e/poem.txt");
    static final StageWork PRUNE = new StageWork(PruneRecipe.defaults(), Arm.REQUANTIZE, NOVEL, null, 1L);
    static final StageWork DISTILL = new StageWork(DistillRecipe.defaults(), Arm.REQUANTIZE, NOVEL, TEACHER, 1L);
    static final StageWork MEASURED = new StageWork(measured(), Arm.REQUANTIZE, NOVEL, TEACHER, 1L, List.of(POEM));
    static final EvaluationWork EVALUATE = new EvaluationWork(PARENT, List.of(NOVEL, POEM), 1000L);
    static final Execution EXECUTION = new Execution(KEY, 2, "e1", "worker-1");

    /** A machine on which everything fits. */
    static final Preflight ROOMY = new Preflight(
            new PreflightSettings(0, 0, true), () -> Long.MAX_VALUE, () -> Long.MAX_VALUE, () -> Long.MAX_VALUE);

    private Samples() {}

    private static DistillRecipe measured() {
        return EventJson.mapper().convertValue(Map.of("evaluateEvery", 5), DistillRecipe.class);
    }

    static Delivery delivery(Work work) {
        return new Delivery(EXECUTION, PARENT, work, IDLE);
    }
}
