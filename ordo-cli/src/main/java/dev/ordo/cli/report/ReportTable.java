package dev.ordo.cli.report;

import dev.ordo.events.study.StudyRow;
import java.util.ArrayList;
import java.util.List;

/** The comparison as an aligned table, which is also Markdown. */
public final class ReportTable {
    private ReportTable() {}

    /** A header, a rule, and one line for each row: names to the left, numbers to the right. */
    public static String of(List<StudyRow> rows) {
        Columns columns = new Columns(rows);
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.header());
        rows.forEach(row -> lines.add(columns.cells(row)));
        int[] widths = widths(lines);
        StringBuilder table = new StringBuilder(line(lines.get(0), widths)).append(rule(widths));
        lines.stream().skip(1).forEach(cells -> table.append(line(cells, widths)));
        return table.toString();
    }

    private static int[] widths(List<List<String>> lines) {
        int[] widths = new int[lines.get(0).size()];
        for (List<String> cells : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], cells.get(i).length());
            }
        }
        return widths;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append(' ')
                    .append(i == 0 ? cells.get(i) + padding : padding + cells.get(i))
                    .append(" |");
        }
        return line.append('\n').toString();
    }

    private static String rule(int[] widths) {
        StringBuilder rule = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            rule.append(i == 0 ? ":" : "-").append("-".repeat(widths[i])).append(i == 0 ? "-|" : ":|");
        }
        return rule.append('\n').toString();
    }
}
