package dev.ordo.evaluator.metrics;

import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyStatus;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The numbers in a study's status. */
final class StudyFigures {
    private static final double MILLIS = 1000.0;

    private final StudyStatus status;
    private final Tags study;
    private final List<Figure> figures = new ArrayList<>();

    private StudyFigures(StudyStatus status) {
        this.status = status;
        this.study = Tags.of("study", status.studyId());
    }

    /** Those of the study, and those of every row that has results. */
    static List<Figure> of(StudyStatus status) {
        StudyFigures all = new StudyFigures(status);
        all.addStudy();
        status.rows().forEach(row -> all.figures.addAll(RowFigures.of(status.studyId(), row)));
        all.figures.addAll(OrderingSteps.of(status));
        return all.figures;
    }

    private void addStudy() {
        status.rows().stream()
                .collect(Collectors.groupingBy(StudyRow::state, TreeMap::new, Collectors.counting()))
                .forEach((state, count) -> add(Quantity.ROWS, study.and("state", state), count));
        if (status.stages() != null) {
            addStages("requested", status.stages().requested());
            addStages("distinct", status.stages().distinct());
            addStages("computed", status.stages().computed());
            addStages("reused", status.stages().reused());
        }
        add(Quantity.WALL_SECONDS, study, status.wallSeconds());
        add(Quantity.COMPUTE_SECONDS, study, status.computeSeconds());
        if (status.handoffMillis() != null) {
            addHandoff("0.5", status.handoffMillis().p50());
            addHandoff("1", status.handoffMillis().max());
        }
    }

    private void addStages(String kind, int count) {
        add(Quantity.STAGES, study.and("kind", kind), count);
    }

    private void addHandoff(String quantile, long millis) {
        add(Quantity.HANDOFF_SECONDS, study.and("quantile", quantile), millis / MILLIS);
    }

    private void add(Quantity quantity, Tags tags, Number value) {
        if (value != null) {
            figures.add(new Figure(quantity, tags, value.doubleValue()));
        }
    }
}
