package dev.ordo.evaluator.metrics;

/** What the evaluator publishes of studies. */
enum Quantity {
    PERPLEXITY("ordo.evaluation.perplexity", "Perplexity of an ordering's checkpoint on an evaluation set"),
    PERPLEXITY_BEFORE_REQUANTIZE(
            "ordo.evaluation.perplexity.before.requantize",
            "Perplexity of an ordering's weights from before they were packed again"),
    KL_TO_BASELINE(
            "ordo.evaluation.kl.to.baseline.nats",
            "Mean KL divergence of the checkpoint from the baseline per scored token of an evaluation set"),
    G_EVAL("ordo.evaluation.g.eval", "G-Eval of an ordering's responses, in [0, 1], by how it was scored"),
    PROMPT_ALIGNMENT(
            "ordo.evaluation.prompt.alignment",
            "Fraction of instructions that an ordering's responses follow, by how it was scored"),
    CLARITY("ordo.evaluation.clarity", "Clarity of an ordering's responses, in [0, 1], by how it was scored"),
    JUDGEMENTS("ordo.evaluation.judgements", "Responses of an ordering that were to be judged for a metric"),
    JUDGEMENTS_FAILED(
            "ordo.evaluation.judgements.failed", "Responses of an ordering that could not be judged for a metric"),
    BYTES("ordo.checkpoint.bytes", "Tensor bytes of an ordering's checkpoint"),
    RATIO("ordo.compression.ratio", "Bytes of the baseline in bfloat16 / tensor bytes of an ordering's checkpoint"),
    SPARSITY("ordo.sparsity.ratio", "Fraction of the baseline's MLP neurons that an ordering cut"),
    ORDERING_SECONDS(
            "ordo.ordering.compute.seconds", "Compute time of an ordering's stages, shared ones counted whole"),
    STEP("ordo.ordering.step", "1 for every ordering of the study that an ordering passes through, itself included"),
    ROWS("ordo.study.rows", "Rows of a study by their state"),
    STAGES("ordo.study.stages", "Stages of a study: requested, distinct, computed for it, reused"),
    WALL_SECONDS("ordo.study.wall.seconds", "Time from a study's request to its end, or to its last change"),
    COMPUTE_SECONDS("ordo.study.compute.seconds", "Length of the union of a study's compute intervals"),
    HANDOFF_SECONDS("ordo.study.handoff.seconds", "Time from a checkpoint to the start of its child on an idle worker");

    private final String gauge;
    private final String description;

    Quantity(String gauge, String description) {
        this.gauge = gauge;
        this.description = description;
    }

    /** The gauge's name, in Micrometer's spelling with dots. */
    String gauge() {
        return gauge;
    }

    String description() {
        return description;
    }
}
