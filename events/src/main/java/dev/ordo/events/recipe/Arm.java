package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.ordo.events.InvalidEventException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How a technique is applied to a checkpoint that is already quantized. The result is packed in every arm. */
public enum Arm {
    /** Dequantize, cut or train in floating point, quantize again with the recorded recipe. */
    REQUANTIZE("requantize"),

    /**
     * As {@link #REQUANTIZE}, but what is measured or trained computes with weights as quantizing would leave them: KD quantizes
     * in every forward pass and hands the gradient straight through. P measures dequantized weights in both arms.
     */
    FAKE_QUANT("fake-quant"),

    /**
     * The integers and scales that are there stay what they are. KD freezes them and trains low-rank adapters beside them; P cuts
     * whole groups, of adapters the same rows and columns; Q adds what the adapters say and quantizes anew.
     */
    ADAPTER("adapter");

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
        return Arrays.stream(values())
                .filter(arm -> arm.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new InvalidEventException("arm", "must be " + labels() + ", was '" + label + "'"));
    }

    private static String labels() {
        return Arrays.stream(values()).map(Arm::label).collect(Collectors.joining(" or "));
    }
}
