package dev.ordo.cli.report;

import dev.ordo.cli.client.StudyView;
import dev.ordo.events.stage.Needs;
import dev.ordo.events.study.RunningWork;
import dev.ordo.events.study.StudyRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far a study is, as lines: one bar for the study, and one for each job with who computes it. */
public final class ProgressText {
    private static final int BAR = 24;
    private static final int NAME = 20;
    private static final int WIDTH = 79;
    private static final double GIB = 1L << 30;

    private ProgressText() {}

    /** The bars, the study's first. */
    public static List<String> bars(StudyView study) {
        List<String> lines = new ArrayList<>();
        long done = study.rows().stream().filter(ProgressText::ended).count();
        lines.add(bar(study.studyId(), done, study.rows().size(), "rows", null));
        study.running().forEach(work -> lines.add(bar(work)));
        return lines;
    }

    /** Whether nothing more will happen to a row. */
    public static boolean ended(StudyRow row) {
        return List.of("done", "failed", "skipped").contains(row.state());
    }

    /** A row that has ended, in one line. */
    public static String ended(StudyRow row, long count, int of) {
        StringBuilder line =
                new StringBuilder(String.format(Locale.ROOT, "%2d/%d %s %s", count, of, row.ordering(), row.state()));
        if (row.perplexity() != null) {
            row.perplexity().forEach((set, value) -> line.append(String.format(Locale.ROOT, ", %s %.3f", set, value)));
        }
        return line.toString();
    }

    /** A job that is being computed, in one line. */
    public static String started(RunningWork work) {
        String again = work.attempt() > 1 ? ", attempt " + work.attempt() : "";
        return "running " + work.what() + " on " + work.worker() + again + needs(work.needs());
    }

    private static String needs(Needs needs) {
        return needs == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", needs at most %.2f GiB of memory and %.2f GiB of disk",
                        (needs.hostBytes() + needs.deviceBytes()) / GIB,
                        needs.diskBytes() / GIB);
    }

    private static String bar(RunningWork work) {
        long total = work.total() == null ? 0 : work.total();
        long done = work.done() == null ? 0 : work.done();
        return bar(work.what(), done, total, work.unit(), work.worker());
    }

    private static String bar(String name, long done, long total, String unit, String worker) {
        int filled = total <= 0 ? 0 : (int) Math.min(BAR, BAR * done / total);
        String count = total <= 0 ? "" : " " + done + "/" + total + (unit == null ? "" : " " + unit);
        String where = worker == null ? "" : " on " + worker;
        String line = String.format(
                Locale.ROOT,
                "%-" + NAME + "s [%s%s]%s%s",
                name,
                "#".repeat(filled),
                ".".repeat(BAR - filled),
                count,
                where);
        // A line that the terminal wraps could not be drawn over.
        return line.length() > WIDTH ? line.substring(0, WIDTH) : line;
    }
}
