package dev.ordo.dataset;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who says something in a conversation. */
public enum Role {
    SYSTEM,
    USER,
    ASSISTANT;

    /** The name in files and templates. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of that name, if there is one. */
    public static Optional<Role> of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst();
    }
}
