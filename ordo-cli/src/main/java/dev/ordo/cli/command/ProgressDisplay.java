package dev.ordo.cli.command;

import dev.ordo.cli.client.StudyView;
import dev.ordo.cli.report.ProgressText;
import dev.ordo.events.study.RunningWork;
import dev.ordo.events.study.StudyRow;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shows a study's progress: bars that are drawn over on a terminal, a line for each event elsewhere. */
final class ProgressDisplay {
    private static final String UP_AND_CLEAR = "\033[1A\033[2K";

    private final PrintWriter out;
    private final boolean terminal;
    private final Set<String> told = new HashSet<>();
    private int drawn;

    /** @param terminal whether lines can be drawn over */
    ProgressDisplay(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(StudyView study) {
        erase();
        tellNews(study);
        if (terminal) {
            List<String> bars = ProgressText.bars(study);
            bars.forEach(out::println);
            drawn = bars.size();
        }
        out.flush();
    }

    void finish() {
        erase();
        out.flush();
    }

    private void erase() {
        out.print(UP_AND_CLEAR.repeat(drawn));
        drawn = 0;
    }

    private void tellNews(StudyView study) {
        if (!terminal) {
            study.running().forEach(this::tellStarted);
        }
        study.rows().stream()
                .filter(ProgressText::ended)
                .forEach(row -> tellEnded(row, study.rows().size()));
    }

    private void tellStarted(RunningWork work) {
        if (told.add("running " + work.what() + " " + work.attempt())) {
            out.println(ProgressText.started(work));
        }
    }

    private void tellEnded(StudyRow row, int of) {
        if (told.add("ended " + row.ordering() + " " + row.seed())) {
            long count = told.stream().filter(each -> each.startsWith("ended ")).count();
            out.println(ProgressText.ended(row, count, of));
        }
    }
}
