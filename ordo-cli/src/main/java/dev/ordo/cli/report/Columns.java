package dev.ordo.cli.report;

import dev.ordo.events.study.StudyRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The columns of a comparison: which there are depends on the evaluation sets. */
final class Columns {
    private static final double MEGABYTE = 1e6;

    private final List<String> sets;

    Columns(List<StudyRow> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(orEmpty(row.perplexity()).keySet()));
        sets = List.copyOf(names);
    }

    List<String> header() {
        List<String> header = new ArrayList<>(List.of("ordering", "MB", "ratio", "sparsity"));
        sets.forEach(set -> header.add("ppl " + set));
        sets.forEach(set -> header.add("KL " + set));
        header.add("seconds");
        return header;
    }

    List<String> cells(StudyRow row) {
        List<String> cells = new ArrayList<>(List.of(
                row.ordering(),
                number("%.2f", row.bytes() == null ? null : row.bytes() / MEGABYTE),
                number("%.2f", row.ratio()),
                number("%.2f", row.realizedSparsity())));
        sets.forEach(set -> cells.add(number("%.3f", orEmpty(row.perplexity()).get(set))));
        sets.forEach(set -> cells.add(number("%.4f", orEmpty(row.klToBaseline()).get(set))));
        cells.add(row.seconds() == null ? state(row) : number("%.1f", row.seconds()));
        return cells;
    }

    private static String state(StudyRow row) {
        return row.state() == null ? "-" : row.state();
    }

    private static String number(String format, Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }

    private static Map<String, Double> orEmpty(Map<String, Double> values) {
        return values == null ? Map.of() : values;
    }
}
