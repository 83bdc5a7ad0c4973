package dev.ordo.model.quantization;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.QuantizationConfig;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which weights a quantization packs: the matrices of the modules that it covers. */
final class LinearWeights {
    private static final String WEIGHT = ".weight";

    private LinearWeights() {}

    /** @throws GroupSizeException naming the first weight, by name, whose columns the groups do not divide */
    static void requireGroups(ModelConfig config, QuantizationConfig quantization) {
        indivisible(config, quantization).forEach((module, columns) -> {
            throw new GroupSizeException(module + WEIGHT, columns, quantization.groupSize());
        });
    }

    /** Modules that are covered though the groups do not divide their columns, by name, and how many these are. */
    static SortedMap<String, Long> indivisible(ModelConfig config, QuantizationConfig quantization) {
        SortedMap<String, Long> modules = new TreeMap<>();
        TensorLayout.of(config.withoutQuantization()).shapes().forEach((name, shape) -> {
            if (shape.length == 2 && shape[1] % quantization.groupSize() != 0) {
                String module = name.substring(0, name.length() - WEIGHT.length());
                quantization.bits(module).ifPresent(bits -> modules.put(module, shape[1]));
            }
        });
        return modules;
    }
}
