package dev.ordo.cli.report;

import dev.ordo.cli.client.StudyView;
import dev.ordo.events.study.StudyProblem;
import java.util.Locale;

/** A whole report as Markdown: the table, what sharing saved, how long it took, what went wrong. */
public final class ReportText {
    private ReportText() {}

    public static String of(StudyView study) {
        StringBuilder text = new StringBuilder(ReportTable.of(study.rows())).append('\n');
        if (study.stages() != null) {
            text.append(StageSentence.of(study.stages())).append('\n');
        }
        if (study.wallSeconds() != null && study.computeSeconds() != null) {
            text.append(times(study.wallSeconds(), study.computeSeconds()));
        }
        if (study.handoffMillis() != null) {
            text.append("hand-off: p50 ").append(study.handoffMillis().p50()).append(" ms, max ");
            text.append(study.handoffMillis().max()).append(" ms\n");
        }
        text.append(problems(study));
        return text.toString();
    }

    private static String times(double wall, double compute) {
        String overhead = compute > 0 ? String.format(Locale.ROOT, ", overhead %.2f", wall / compute) : "";
        return String.format(Locale.ROOT, "%.1f s in all, %.1f s of them computing%s%n", wall, compute, overhead);
    }

    /** One line for each thing that went wrong; empty if nothing did. */
    public static String problems(StudyView study) {
        StringBuilder lines = new StringBuilder();
        for (StudyProblem problem : study.problems()) {
            lines.append(problem.path()).append(": ").append(problem.message()).append('\n');
        }
        return lines.toString();
    }
}
