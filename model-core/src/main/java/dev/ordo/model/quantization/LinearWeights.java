package dev.ordo.model.quantization;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.QuantizationConfig;
import java.util.Map;

/** Which weights a quantization packs: the matrices of linear layers that it covers, so never the embedding. */
final class LinearWeights {
    private static final String WEIGHT = ".weight";
    private static final String EMBEDDING = "model.embed_tokens.weight";

    private LinearWeights() {}

    /** @throws GroupSizeException naming the first weight, by name, whose columns the groups do not divide */
    static void requireGroups(ModelConfig config, QuantizationConfig quantization) {
        Map<String, long[]> shapes =
                TensorLayout.of(config.withoutQuantization()).shapes();
        shapes.forEach((name, shape) -> {
            if (covered(name, shape, quantization) && shape[1] % quantization.groupSize() != 0) {
                throw new GroupSizeException(name, shape[1], quantization.groupSize());
            }
        });
    }

    private static boolean covered(String name, long[] shape, QuantizationConfig quantization) {
        return shape.length == 2
                && !name.equals(EMBEDDING)
                && quantization.covers(name.substring(0, name.length() - WEIGHT.length()));
    }
}
