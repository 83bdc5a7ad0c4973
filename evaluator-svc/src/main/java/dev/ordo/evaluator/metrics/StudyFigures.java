package dev.ordo.evaluator.metrics;

import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyStatus;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The numbers in a study's status. Rows without results have none. */
final class StudyFigures {
    static final String PERPLEXITY = "ordo.evaluation.perplexity";
    static final String KL_TO_BASELINE = "ordo.evaluation.kl.to.baseline.nats";
    static final String BYTES = "ordo.checkpoint.bytes";
    static final String RATIO = "ordo.compression.ratio";

    private StudyFigures() {}

    static List<Figure> of(StudyStatus status) {
        List<Figure> figures = new ArrayList<>();
        for (StudyRow row : status.rows()) {
            Tags tags = tags(status.studyId(), row);
            addPerSet(figures, PERPLEXITY, tags, row.perplexity());
            addPerSet(figures, KL_TO_BASELINE, tags, row.klToBaseline());
            add(figures, BYTES, tags, row.bytes());
            add(figures, RATIO, tags, row.ratio());
        }
        return figures;
    }

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

    private static void addPerSet(List<Figure> figures, String name, Tags tags, Map<String, Double> values) {
        if (values != null) {
            values.forEach((set, value) -> add(figures, name, tags.and("dataset", set), value));
        }
    }

    private static void add(List<Figure> figures, String name, Tags tags, Number value) {
        if (value != null) {
            figures.add(new Figure(name, tags, value.doubleValue()));
        }
    }
}
