package dev.ordo.stage.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/metrics.md} and what a service publishes, in the same form, so that they can be compared. */
public final class MetricsPage {
    private static final Pattern ROW =
            Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| (\\w+|-) \\| ([^|]+) \\| ([^|]+) \\|");
    private static final Pattern SAMPLE = Pattern.compile("(ordo_\\w+?)(_bucket|_count|_sum)?(\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
    /** Micrometer's own companion of every timer, described once for all. */
    private static final String MAXIMUM = "_max";

    /**
     * A metric.
     *
     * @param unit as its name ends; {@code -} for a mere number
     * @param labels names of its labels, without {@code le}
     * @param meaning its help text
     */
    public record Metric(String type, String unit, Set<String> labels, String meaning) {}

    private MetricsPage() {}

    /** The metrics of one section of the page, by name: {@code workers}, {@code orchestrator} or {@code studies}. */
    public static Map<String, Metric> documented(String section) {
        Map<String, Metric> found = new TreeMap<>();
        Matcher row = ROW.matcher(section(section));
        while (row.find()) {
            Set<String> labels = new TreeSet<>();
            Matcher label = Pattern.compile("`(\\w+)`").matcher(row.group(4));
            while (label.find()) {
                labels.add(label.group(1));
            }
            found.put(row.group(1), new Metric(row.group(2), row.group(3), labels, row.group(5)));
        }
        return found;
    }

    /** Ordo's metrics in what Prometheus would read of a service, by name. */
    public static Map<String, Metric> published(String exposition) {
        Map<String, String> types = new HashMap<>();
        Map<String, String> meanings = new HashMap<>();
        Map<String, Set<String>> labels = new HashMap<>();
        for (String line : exposition.lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# TYPE ordo_")) {
                types.put(words[2], words[3]);
            } else if (line.startsWith("# HELP ordo_")) {
                meanings.put(words[2], words[3].strip());
            } else if (line.startsWith("ordo_")) {
                addLabels(line, labels);
            }
        }
        Map<String, Metric> found = new TreeMap<>();
        types.forEach((name, type) -> {
            if (!name.endsWith(MAXIMUM)) {
                found.put(name, new Metric(type, unit(name), labels.getOrDefault(name, Set.of()), meanings.get(name)));
            }
        });
        return found;
    }

    private static void addLabels(String line, Map<String, Set<String>> labels) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalArgumentException("not a sample: " + line);
        }
        Set<String> names = labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
        Matcher label = LABEL.matcher(sample.group(4) == null ? "" : sample.group(4));
        while (label.find()) {
            names.add(label.group(1));
        }
        names.remove("le");
    }

    private static String unit(String name) {
        String plain = name.endsWith("_total") ? name.substring(0, name.length() - "_total".length()) : name;
        String last = plain.substring(plain.lastIndexOf('_') + 1);
        return Set.of("seconds", "bytes", "nats", "ratio", "tokens").contains(last) ? last : "-";
    }

    private static String section(String name) {
        Path page = Path.of(System.getProperty("ordo.home"), "docs/metrics.md");
        try {
            String text = Files.readString(page);
            int begin = text.indexOf("\n## " + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
            int end = text.indexOf("\n## ", begin + 1);
            return text.substring(begin, end < 0 ? text.length() : end);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + page, e);
        }
    }
}
