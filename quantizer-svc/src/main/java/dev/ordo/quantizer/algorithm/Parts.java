package dev.ordo.quantizer.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.decoder.WidthErrors;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/** The parts of a model whose widths are chosen, with what they take at each: every tensor is in one of them, or takes the same in any case. */
final class Parts {
    private static final String WEIGHT = ".weight";

    private final ModelConfig model;
    private final GroupQuantization widest;
    private final TensorLayout layout;
    private final List<List<String>> modules = new ArrayList<>();

    /**
     * @param widest at most so many bits for each weight
     * @throws dev.ordo.model.quantization.GroupSizeException naming the weight, if the groups do not divide its columns
     */
    Parts(ModelConfig model, GroupQuantization widest) {
        this.model = model;
        this.widest = widest;
        CheckpointQuantizer packing = widest.packing(model);
        packing.requireFit(model);
        this.layout = TensorLayout.of(packing.packed(model));
        for (int layer = 0; layer < model.numHiddenLayers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            WidthErrors.UNITS.forEach(
                    unit -> modules.add(unit.stream().map(prefix::concat).toList()));
        }
        modules.add(List.of(QuantizationConfig.EMBEDDING));
        if (!model.tieWordEmbeddings()) {
            modules.add(List.of(QuantizationConfig.HEAD));
        }
        modules.removeIf(each -> shape(each.get(0))[1] % widest.groupSize() != 0);
    }

    /** @throws ByteTargetException if the model takes more at its narrowest */
    void requireReachable(long target) {
        long least = fixed()
                + modules.stream()
                        .mapToLong(each -> bytes(each, PackedLayout.WIDTHS.get(0)))
                        .sum();
        if (least > target) {
            throw new ByteTargetException(target, least, PackedLayout.WIDTHS.get(0));
        }
    }

    /**
     * Chooses the widths.
     *
     * @param errors measured by a run of the batches
     * @return bits by module of all that is packed
     * @throws ByteTargetException if the model takes more at its narrowest
     */
    SortedMap<String, Integer> choose(long target, WidthErrors errors, List<TokenBatch> batches) {
        requireReachable(target);
        double[][][] byLayer = errors.byLayer();
        List<BitAllocation.Part> parts = new ArrayList<>();
        for (List<String> each : modules) {
            parts.add(part(each, isOuter(each) ? outer(each.get(0), errors, batches) : of(byLayer, each.get(0))));
        }
        SortedMap<String, Integer> bits =
                BitAllocation.of(parts, target - fixed()).orElseThrow();
        bits.values().removeIf(each -> each == GroupQuantization.KEPT);
        return bits;
    }

    private static double[] of(double[][][] byLayer, String module) {
        String[] name = module.split("\\.", 4);
        int unit = 0;
        while (!WidthErrors.UNITS.get(unit).contains(name[3])) {
            unit++;
        }
        return byLayer[Integer.parseInt(name[2])][unit];
    }

    /** An embedding that is the head, too, makes its error twice. */
    private double[] outer(String module, WidthErrors errors, List<TokenBatch> batches) {
        double[] once = errors.ofRows(module + WEIGHT, batches);
        return model.tieWordEmbeddings()
                ? Arrays.stream(once).map(each -> 2 * each).toArray()
                : once;
    }

    private BitAllocation.Part part(List<String> each, double[] errors) {
        int most = isOuter(each) ? widest.embeddingBits() : widest.bits();
        List<BitAllocation.Choice> choices = new ArrayList<>();
        for (int i = 0; i < PackedLayout.WIDTHS.size(); i++) {
            int bits = PackedLayout.WIDTHS.get(i);
            if (bits <= most) {
                choices.add(new BitAllocation.Choice(bits, bytes(each, bits), errors[i]));
            }
        }
        if (most == GroupQuantization.KEPT) {
            choices.add(new BitAllocation.Choice(most, plainBytes(shape(each.get(0))), 0));
        }
        return new BitAllocation.Part(each, choices);
    }

    private static boolean isOuter(List<String> each) {
        return !each.get(0).startsWith("model.layers.");
    }

    private long bytes(List<String> each, int bits) {
        return each.stream()
                .mapToLong(module -> {
                    long[] shape = shape(module);
                    return new PackedLayout((int) shape[0], (int) shape[1], bits, widest.groupSize()).storedBytes();
                })
                .sum();
    }

    private long[] shape(String module) {
        return layout.shapes().get(module + WEIGHT);
    }

    private static long plainBytes(long... shape) {
        return Short.BYTES * Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** Bytes of what is in no part: norms, biases, and what the groups do not divide. */
    private long fixed() {
        List<String> chosen = modules.stream()
                .flatMap(List::stream)
                .map(module -> module + WEIGHT)
                .toList();
        return layout.shapes().entrySet().stream()
                .filter(each -> !chosen.contains(each.getKey()))
                .mapToLong(each -> plainBytes(each.getValue()))
                .sum();
    }
}
