package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.Technique;
import java.util.List;

/**
 * Weight-only quantization of every linear layer but the head, symmetric, in groups along the input axis (W4A16).
 *
 * <p>What only {@code gptq} takes is absent with {@code rtn}, so that the keys of its stages are what they always were.
 *
 * @param method how integers are chosen: {@code rtn}, round to nearest, or {@code gptq}, by the error on calibration text
 * @param bits width of one weight: 2, 4 or 8
 * @param groupSize input columns that share one scale: 32, 64 or 128
 * @param actOrder whether the columns that calibration stirs most come first; groups stay where they are (static)
 * @param damping part of the mean of the Hessian's diagonal that is added to the diagonal
 * @param calibrationSamples sequences of calibration text that the Hessians are summed over
 * @param sequenceLength tokens in one calibration sequence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuantizeRecipe(
        String method,
        Integer bits,
        Integer groupSize,
        Boolean actOrder,
        Double damping,
        Integer calibrationSamples,
        Integer sequenceLength)
        implements Recipe {
    public static final String RTN = "rtn";
    public static final String GPTQ = "gptq";
    public static final List<String> METHODS = List.of(RTN, GPTQ);

    private static final String PATH = "recipes.quantize.";

    public QuantizeRecipe {
        method = method == null ? RTN : method;
        bits = bits == null ? Integer.valueOf(4) : bits;
        groupSize = groupSize == null ? Integer.valueOf(128) : groupSize;
        if (bits != 2 && bits != 4 && bits != 8) {
            throw new InvalidEventException(PATH + "bits", "must be 2, 4 or 8, was " + bits);
        }
        if (groupSize != 32 && groupSize != 64 && groupSize != 128) {
            throw new InvalidEventException(PATH + "groupSize", "must be 32, 64 or 128, was " + groupSize);
        }
        switch (method) {
            case RTN -> {
                refuse("actOrder", actOrder);
                refuse("damping", damping);
                refuse("calibrationSamples", calibrationSamples);
                refuse("sequenceLength", sequenceLength);
            }
            case GPTQ -> {
                actOrder = actOrder == null ? Boolean.TRUE : actOrder;
                damping = damping == null ? Double.valueOf(0.01) : damping;
                calibrationSamples = calibrationSamples == null ? Integer.valueOf(64) : calibrationSamples;
                sequenceLength = sequenceLength == null ? Integer.valueOf(256) : sequenceLength;
                Checks.between(PATH + "damping", damping, 1e-6, 1.0);
                Checks.between(PATH + "calibrationSamples", calibrationSamples, 1, 100_000);
                Checks.between(PATH + "sequenceLength", sequenceLength, 8, 131_072);
            }
            default -> throw new InvalidEventException(PATH + "method", "must be rtn or gptq, was '" + method + "'");
        }
    }

    /** Round to nearest, which reads no data. */
    public QuantizeRecipe(Integer bits, Integer groupSize) {
        this(RTN, bits, groupSize, null, null, null, null);
    }

    private static void refuse(String field, Object value) {
        if (value != null) {
            throw new InvalidEventException(PATH + field, "is of method gptq alone, and the method is rtn");
        }
    }

    public static QuantizeRecipe defaults() {
        return new QuantizeRecipe(null, null);
    }

    /**
     * The same with another method, whose own parameters take their defaults.
     *
     * @throws InvalidEventException if there is no such method
     */
    public QuantizeRecipe withMethod(String other) {
        return method.equals(other) ? this : new QuantizeRecipe(other, bits, groupSize, null, null, null, null);
    }

    @Override
    public Technique technique() {
        return Technique.QUANTIZE;
    }

    @Override
    public int algorithmVersion() {
        return 1;
    }

    @Override
    public boolean draws() {
        return false;
    }

    @Override
    public boolean readsData() {
        return method.equals(GPTQ);
    }
}
