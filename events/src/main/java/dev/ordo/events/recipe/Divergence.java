package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;

/** Between a teacher's distribution p and a student's q, both softened by the temperature. */
public enum Divergence {
    /** KL(p || q). */
    FORWARD_KL("forward-kl"),
    /** KL(q || p). */
    REVERSE_KL("reverse-kl"),
    /** KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2. */
    JENSEN_SHANNON("jensen-shannon");

    private final String label;

    Divergence(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }

    /** @throws InvalidEventException if there is no such divergence */
    @JsonCreator
    public static Divergence ofLabel(String label) {
        return Checks.labelled("recipes.distill.divergence", values(), Divergence::label, label);
    }
}
