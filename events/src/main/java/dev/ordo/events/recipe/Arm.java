package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.ordo.events.InvalidEventException;

/** How a technique is applied to a checkpoint that is already quantized. */
public enum Arm {
    /** Dequantize, cut or train in floating point, quantize again with the recorded recipe. */
    REQUANTIZE("requantize");

    private final String label;

    Arm(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }

    /** @throws InvalidEventException if there is no such arm */
    @JsonCreator
    public static Arm ofLabel(String label) {
        if (REQUANTIZE.label.equals(label)) {
            return REQUANTIZE;
        }
        throw new InvalidEventException("arm", "must be requantize, was '" + label + "'");
    }
}
