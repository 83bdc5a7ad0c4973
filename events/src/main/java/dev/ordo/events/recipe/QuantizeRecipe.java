package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.Technique;
import java.util.List;
import java.util.Map;

/**
 * Weight-only quantization of every linear layer, symmetric, in groups along the input axis (W4A16); of the embedding and the head on
 * request.
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
 * @param embeddingBits width of one weight of the embedding and of the head, which are rounded to nearest by any method: 2, 4 or 8, or
 *     16, which leaves them as they are
 * @param keepIndivisible whether weights whose columns the groups do not divide are left as they are; otherwise they are refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuantizeRecipe(
        String method,
        Integer bits,
        Integer groupSize,
        Boolean actOrder,
        Double damping,
        Integer calibrationSamples,
        Integer sequenceLength,
        Integer embeddingBits,
        Boolean keepIndivisible)
        implements Recipe {
    public static final String RTN = "rtn";
    public static final String GPTQ = "gptq";
    public static final List<String> METHODS = List.of(RTN, GPTQ);

    private static final String PATH = "recipes.quantize.";
    private static final int KEPT = 16;

    public QuantizeRecipe {
        method = method == null ? RTN : method;
        bits = bits == null ? Integer.valueOf(4) : bits;
        groupSize = groupSize == null ? Integer.valueOf(128) : groupSize;
        embeddingBits = embeddingBits == null ? Integer.valueOf(KEPT) : embeddingBits;
        keepIndivisible = keepIndivisible == null ? Boolean.FALSE : keepIndivisible;
        if (bits != 2 && bits != 4 && bits != 8) {
            throw new InvalidEventException(PATH + "bits", "must be 2, 4 or 8, was " + bits);
        }
        if (groupSize != 32 && groupSize != 64 && groupSize != 128) {
            throw new InvalidEventException(PATH + "groupSize", "must be 32, 64 or 128, was " + groupSize);
        }
        if (embeddingBits != KEPT && embeddingBits != 2 && embeddingBits != 4 && embeddingBits != 8) {
            throw new InvalidEventException(PATH + "embeddingBits", "must be 2, 4, 8 or 16, was " + embeddingBits);
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

    /** Of linear layers alone. */
    public QuantizeRecipe(
            String method,
            Integer bits,
            Integer groupSize,
            Boolean actOrder,
            Double damping,
            Integer calibrationSamples,
            Integer sequenceLength) {
        this(method, bits, groupSize, actOrder, damping, calibrationSamples, sequenceLength, null, null);
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
        return method.equals(other)
                ? this
                : new QuantizeRecipe(other, bits, groupSize, null, null, null, null, embeddingBits, keepIndivisible);
    }

    @Override
    public Technique technique() {
        return Technique.QUANTIZE;
    }

    @Override
    public int algorithmVersion() {
        return 1;
    }

    /** Came later than the first version's results, which left the embedding as it was and refused what groups do not divide. */
    @Override
    public Map<String, Object> unsaid() {
        return Map.of("embeddingBits", KEPT, "keepIndivisible", false);
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
