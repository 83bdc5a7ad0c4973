package dev.ordo.evaluator.metrics;

import dev.ordo.events.judging.JudgedScore;
import dev.ordo.events.study.StudyRow;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The numbers in one row of a study. A row without results has none. */
final class RowFigures {
    private final Tags tags;
    private final List<Figure> figures = new ArrayList<>();

    private RowFigures(Tags tags) {
        this.tags = tags;
    }

    static List<Figure> of(String study, StudyRow row) {
        RowFigures all = new RowFigures(tags(study, row));
        all.addPerSet(Quantity.PERPLEXITY, row.perplexity());
        all.addPerSet(Quantity.PERPLEXITY_BEFORE_REQUANTIZE, row.perplexityBeforeRequantize());
        all.addPerSet(Quantity.KL_TO_BASELINE, row.klToBaseline());
        all.addJudged(Quantity.G_EVAL, "g_eval", row.gEval());
        all.addJudged(Quantity.PROMPT_ALIGNMENT, "prompt_alignment", row.promptAlignment());
        all.addJudged(Quantity.CLARITY, "clarity", row.clarity());
        all.add(Quantity.BYTES, all.tags, row.bytes());
        all.add(Quantity.RATIO, all.tags, row.ratio());
        if (row.bytes() != null) {
            all.add(Quantity.SPARSITY, all.tags, row.realizedSparsity());
            all.add(Quantity.ORDERING_SECONDS, all.tags, row.seconds());
        }
        return all.figures;
    }

    /** The row's labels; what it does not have is empty, since every series of a metric has the same labels. */
    private static Tags tags(String study, StudyRow row) {
        return Tags.of(
                "study",
                study,
                "ordering",
                row.ordering(),
                "seed",
                row.seed() == null ? "" : row.seed().toString(),
                "arm",
                row.arm() == null ? "" : row.arm().label());
    }

    private void addPerSet(Quantity quantity, Map<String, Double> values) {
        if (values != null) {
            values.forEach((set, value) -> add(quantity, tags.and("dataset", set), value));
        }
    }

    /** Where nothing could be judged there is no value, but it is said how often that failed. */
    private void addJudged(Quantity quantity, String metric, JudgedScore score) {
        if (score != null) {
            add(quantity, tags.and("mode", score.mode()), score.value());
            add(Quantity.JUDGEMENTS, tags.and("metric", metric), score.count());
            add(Quantity.JUDGEMENTS_FAILED, tags.and("metric", metric), score.failed());
        }
    }

    private void add(Quantity quantity, Tags labels, Number value) {
        if (value != null) {
            figures.add(new Figure(quantity, labels, value.doubleValue()));
        }
    }
}
