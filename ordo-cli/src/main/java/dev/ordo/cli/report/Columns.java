package dev.ordo.cli.report;

import dev.ordo.events.judging.JudgedScore;
import dev.ordo.events.study.StudyRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The columns of a comparison: which there are depends on the evaluation sets. */
final class Columns {
    private static final double MEGABYTE = 1e6;

    private static final Map<String, Function<StudyRow, JudgedScore>> JUDGED = new LinkedHashMap<>();

    static {
        JUDGED.put("G-Eval", StudyRow::gEval);
        JUDGED.put("alignment", StudyRow::promptAlignment);
        JUDGED.put("clarity", StudyRow::clarity);
    }

    private final List<String> sets;
    private final boolean judged;
    private final List<String> judgedHeaders;

    Columns(List<StudyRow> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(orEmpty(row.perplexity()).keySet()));
        sets = List.copyOf(names);
        judged = rows.stream().anyMatch(row -> row.gEval() != null);
        judgedHeaders = JUDGED.entrySet().stream()
                .map(each -> header(each.getKey(), each.getValue(), rows))
                .toList();
    }

    /** How a metric was scored is part of its name: figures of different modes do not compare. */
    private static String header(String name, Function<StudyRow, JudgedScore> metric, List<StudyRow> rows) {
        String modes = rows.stream()
                .map(metric)
                .filter(score -> score != null && score.value() != null)
                .map(JudgedScore::mode)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return modes.isEmpty() ? name : name + " (" + modes + ")";
    }

    List<String> header() {
        List<String> header = new ArrayList<>(List.of("ordering", "MB", "ratio", "sparsity"));
        sets.forEach(set -> header.add("ppl " + set));
        sets.forEach(set -> header.add("KL " + set));
        if (judged) {
            header.addAll(judgedHeaders);
        }
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
        if (judged) {
            JUDGED.values().forEach(metric -> cells.add(score(metric.apply(row))));
        }
        cells.add(row.seconds() == null ? state(row) : number("%.1f", row.seconds()));
        return cells;
    }

    /** What could not be judged is said: {@code 0.512 (1/12 failed)}. */
    private static String score(JudgedScore score) {
        if (score == null) {
            return "-";
        }
        String value = number("%.3f", score.value());
        return score.failed() == 0 ? value : value + " (" + score.failed() + "/" + score.count() + " failed)";
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
