package dev.ordo.cli.logs;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody wants to read about: a study, or a stage or evaluation by its key. Workers name keys alone; which of them
 * are a study's is learnt from the orchestrator, who says {@code study ID: wants KEY}.
 */
public final class LogConcern {
    private static final Pattern KEY = Pattern.compile("\\b[0-9a-f]{64}\\b");

    private final Pattern named;
    private final Pattern wants;
    private final Set<String> keys = new LinkedHashSet<>();

    /** @param id a study's id, or a key */
    public LogConcern(String id) {
        String quoted = Pattern.quote(id);
        named = Pattern.compile("(?<![A-Za-z0-9._-])" + quoted + "(?![A-Za-z0-9_-]|\\.[A-Za-z0-9])");
        wants = Pattern.compile("study " + quoted + ": wants ([0-9a-f]{64})");
    }

    /** Learns from an entry which keys the study's are. */
    public void learn(LogEntry entry) {
        Matcher matcher = wants.matcher(entry.text());
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
    }

    /** Whether the entry names the study, or one of its keys. */
    public boolean covers(LogEntry entry) {
        if (named.matcher(entry.text()).find()) {
            return true;
        }
        Matcher matcher = KEY.matcher(entry.text());
        while (matcher.find()) {
            if (keys.contains(matcher.group())) {
                return true;
            }
        }
        return false;
    }
}
