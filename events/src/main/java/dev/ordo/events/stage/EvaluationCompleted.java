package dev.ordo.events.stage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import dev.ordo.events.judging.JudgedScores;
import java.util.Map;
import java.util.TreeMap;

/**
 * One checkpoint has been measured. Maps go from the name of an evaluation set to its value.
 *
 * @param execution whose work it was
 * @param compute when the worker computed
 * @param checkpoint what was measured
 * @param perplexity of the checkpoint as it is stored
 * @param perplexityBeforeRequantize of the floating-point weights before they were packed again; absent where the stage's
 *     parent was not quantized
 * @param klToBaseline mean over the scored tokens of KL(baseline || checkpoint), in nats
 * @param ratio the baseline's bytes in bf16 / this checkpoint's bytes
 * @param judged what was judged; absent where nothing was asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationCompleted(
        Execution execution,
        ComputeInterval compute,
        CheckpointRef checkpoint,
        Map<String, Double> perplexity,
        Map<String, Double> perplexityBeforeRequantize,
        Map<String, Double> klToBaseline,
        Double ratio,
        JudgedScores judged) {

    /** Of a measurement without judging. */
    public EvaluationCompleted(
            Execution execution,
            ComputeInterval compute,
            CheckpointRef checkpoint,
            Map<String, Double> perplexity,
            Map<String, Double> perplexityBeforeRequantize,
            Map<String, Double> klToBaseline,
            Double ratio) {
        this(execution, compute, checkpoint, perplexity, perplexityBeforeRequantize, klToBaseline, ratio, null);
    }

    public EvaluationCompleted {
        Checks.required("execution", execution);
        Checks.required("compute", compute);
        Checks.required("checkpoint", checkpoint);
        perplexity = new TreeMap<>(Checks.required("perplexity", perplexity));
        perplexityBeforeRequantize =
                perplexityBeforeRequantize == null ? null : new TreeMap<>(perplexityBeforeRequantize);
        klToBaseline = new TreeMap<>(Checks.required("klToBaseline", klToBaseline));
        Checks.between("ratio", ratio, 0.0, Double.MAX_VALUE);
    }

    /** The same numbers, said by another execution of the same evaluation. */
    public EvaluationCompleted of(Execution other) {
        return new EvaluationCompleted(
                other, compute, checkpoint, perplexity, perplexityBeforeRequantize, klToBaseline, ratio, judged);
    }
}
