package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.Technique;
import java.util.List;
import java.util.Map;

/**
 * Weight-only quantization of every linear layer, in groups along the input axis (W4A16); of the embedding and the head on
 * request.
 *
 * <p>What a method does not take is absent with it, so that the keys of its stages are what they always were.
 *
 * @param method how integers are chosen: {@code rtn}, round to nearest, {@code gptq}, by the error on calibration text; {@code awq}, to
 *     nearest after columns were scaled by what calibration text says of their inputs; or
 *     {@code nf4}, which takes NormalFloat4 with doubly quantized scales in their place
 * @param bits width of one weight: 2, 3, 4 or 8; with {@code targetBytes}, at most; with nf4 4
 * @param groupSize input columns that share one scale: 32, 64 or 128; with nf4 64
 * @param actOrder whether the columns that calibration stirs most come first; groups stay where they are (static)
 * @param damping part of the mean of the Hessian's diagonal that is added to the diagonal
 * @param calibrationSamples sequences of calibration text that are read
 * @param sequenceLength tokens in one calibration sequence
 * @param embeddingBits width of one weight of the embedding and of the head, which are rounded to nearest by any method: 2, 3, 4 or 8, or
 *     16, which leaves them as they are; with {@code targetBytes}, at most
 * @param keepIndivisible whether weights whose columns the groups do not divide are left as they are; otherwise they are refused
 * @param targetBytes the most that all tensors may take, reached by choosing the bits of each weight by the error that fewer make on
 *     calibration text; 0 for none
 * @param symmetric whether the integer 0 stands for 0 in all groups; otherwise each group has a zero point of its own, and spends all its integers on
 *     the range that its weights have. Of rtn and gptq; awq, nf4 and {@code targetBytes} are symmetric
 * @param clip whether each group's scale is the one of the least error on calibration text, at which its largest weights may be clipped; of gptq and
 *     symmetric weights alone (awq always clips)
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
        Boolean keepIndivisible,
        Long targetBytes,
        Boolean symmetric,
        Boolean clip)
        implements Recipe {
    public static final String RTN = "rtn";
    public static final String GPTQ = "gptq";
    public static final String NF4 = "nf4";
    public static final String AWQ = "awq";
    public static final List<String> METHODS = List.of(RTN, GPTQ, AWQ, NF4);

    private static final String PATH = "recipes.quantize.";
    private static final List<Integer> WIDTHS = List.of(2, 3, 4, 8);
    private static final int KEPT = 16;
    private static final long MOST_BYTES = 1L << 50;
    private static final int NF4_BLOCK = 64;

    public QuantizeRecipe {
        method = method == null ? RTN : method;
        bits = bits == null ? Integer.valueOf(4) : bits;
        groupSize = groupSize == null ? Integer.valueOf(method.equals(NF4) ? NF4_BLOCK : 128) : groupSize;
        embeddingBits = embeddingBits == null ? Integer.valueOf(KEPT) : embeddingBits;
        keepIndivisible = keepIndivisible == null ? Boolean.FALSE : keepIndivisible;
        targetBytes = targetBytes == null ? Long.valueOf(0) : targetBytes;
        symmetric = symmetric == null ? Boolean.TRUE : symmetric;
        Checks.between(PATH + "targetBytes", targetBytes, 0L, MOST_BYTES);
        if (!WIDTHS.contains(bits)) {
            throw new InvalidEventException(PATH + "bits", "must be 2, 3, 4 or 8, was " + bits);
        }
        if (groupSize != 32 && groupSize != 64 && groupSize != 128) {
            throw new InvalidEventException(PATH + "groupSize", "must be 32, 64 or 128, was " + groupSize);
        }
        if (embeddingBits != KEPT && !WIDTHS.contains(embeddingBits)) {
            throw new InvalidEventException(PATH + "embeddingBits", "must be 2, 3, 4, 8 or 16, was " + embeddingBits);
        }
        if (!symmetric && (targetBytes > 0 || method.equals(AWQ) || method.equals(NF4))) {
            throw new InvalidEventException(
                    PATH + "symmetric", "must be true with " + (targetBytes > 0 ? "targetBytes" : "method " + method));
        }
        switch (method) {
            case RTN, AWQ, NF4 -> {
                refuse(method, "actOrder", actOrder);
                refuse(method, "damping", damping);
                refuse(method, "clip", clip);
                if (method.equals(NF4)) {
                    only("bits", bits, 4);
                    only("groupSize", groupSize, NF4_BLOCK);
                    only("embeddingBits", embeddingBits, KEPT);
                    only("targetBytes", targetBytes, 0);
                }
            }
            case GPTQ -> {
                actOrder = actOrder == null ? Boolean.TRUE : actOrder;
                damping = damping == null ? Double.valueOf(0.01) : damping;
                Checks.between(PATH + "damping", damping, 1e-6, 1.0);
                clip = clip == null ? Boolean.FALSE : clip;
                if (clip && !symmetric) {
                    throw new InvalidEventException(PATH + "clip", "must be false where symmetric is");
                }
            }
            default ->
                throw new InvalidEventException(PATH + "method", "must be rtn, gptq, awq or nf4, was '" + method + "'");
        }
        if (calibrates(method, targetBytes)) {
            calibrationSamples = calibrationSamples == null ? Integer.valueOf(64) : calibrationSamples;
            sequenceLength = sequenceLength == null ? Integer.valueOf(256) : sequenceLength;
            Checks.between(PATH + "calibrationSamples", calibrationSamples, 1, 100_000);
            Checks.between(PATH + "sequenceLength", sequenceLength, 8, 131_072);
        } else {
            refuseUncalibrated("calibrationSamples", calibrationSamples);
            refuseUncalibrated("sequenceLength", sequenceLength);
        }
    }

    private static boolean calibrates(String method, long targetBytes) {
        return method.equals(GPTQ) || method.equals(AWQ) || targetBytes > 0;
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
        this(
                method,
                bits,
                groupSize,
                actOrder,
                damping,
                calibrationSamples,
                sequenceLength,
                null,
                null,
                null,
                null,
                null);
    }

    /** Round to nearest, which reads no data. */
    public QuantizeRecipe(Integer bits, Integer groupSize) {
        this(RTN, bits, groupSize, null, null, null, null);
    }

    private static void refuse(String method, String field, Object value) {
        if (value != null) {
            throw new InvalidEventException(PATH + field, "is of method gptq alone, and the method is " + method);
        }
    }

    private static void only(String field, long value, long wanted) {
        if (value != wanted) {
            throw new InvalidEventException(PATH + field, "must be " + wanted + " with method nf4, was " + value);
        }
    }

    private static void refuseUncalibrated(String field, Integer value) {
        if (value != null) {
            throw new InvalidEventException(
                    PATH + field, "is of method gptq or awq, or of targetBytes, and there is neither");
        }
    }

    public static QuantizeRecipe defaults() {
        return new QuantizeRecipe(null, null);
    }

    /**
     * The same with another method, whose own parameters take their defaults; with nf4 bits and groups do, too.
     *
     * @throws InvalidEventException if there is no such method
     */
    public QuantizeRecipe withMethod(String other) {
        if (method.equals(other)) {
            return this;
        }
        boolean nf4 = other.equals(NF4);
        return new QuantizeRecipe(
                other,
                nf4 ? null : bits,
                nf4 ? null : groupSize,
                null,
                null,
                null,
                null,
                nf4 ? null : embeddingBits,
                keepIndivisible,
                nf4 ? null : targetBytes,
                nf4 || other.equals(AWQ) ? null : symmetric,
                null);
    }

    /**
     * The same with another target, for which calibration text is read or not.
     *
     * @throws InvalidEventException if there can be no such target
     */
    public QuantizeRecipe withTargetBytes(long bytes) {
        boolean calibrated = calibrates(method, bytes);
        return new QuantizeRecipe(
                method,
                bits,
                groupSize,
                actOrder,
                damping,
                calibrated ? calibrationSamples : null,
                calibrated ? sequenceLength : null,
                embeddingBits,
                keepIndivisible,
                bytes,
                symmetric,
                clip);
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
        return Map.of(
                "embeddingBits", KEPT, "keepIndivisible", false, "targetBytes", 0L, "symmetric", true, "clip", false);
    }

    @Override
    public boolean draws() {
        return false;
    }

    @Override
    public boolean readsData() {
        return calibrates(method, targetBytes);
    }
}
