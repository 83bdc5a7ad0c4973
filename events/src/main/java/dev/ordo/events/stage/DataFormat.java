package dev.ordo.events.stage;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What the bytes of a data set are. */
public enum DataFormat {
    /** UTF-8 text, read as a whole. */
    TEXT(".txt"),

    /** JSON lines, each a conversation or a passage. */
    CHAT(".jsonl"),

    /** JSON lines, each a prompt with its instructions. */
    PROMPTS(".prompts.jsonl");

    private final String suffix;

    DataFormat(String suffix) {
        this.suffix = suffix;
    }

    /** How the names of such files end. */
    public String suffix() {
        return suffix;
    }

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format that a file's name or a location tells by its end: text, unless it is that of prompts or chat. */
    public static DataFormat of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(PROMPTS.suffix)) {
            return PROMPTS;
        }
        return lower.endsWith(CHAT.suffix) ? CHAT : TEXT;
    }
}
