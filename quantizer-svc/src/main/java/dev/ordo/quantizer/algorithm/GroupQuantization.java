package dev.ordo.quantizer.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Weight-only quantization of every linear layer, in groups along the input axis, to nearest: of integers, symmetric or not, or of NF4's
 * values; of the embedding and the head on request.
 *
 * <p>Deterministic: the result's bytes depend on the parent's alone. Holds one weight in memory at a time.
 *
 * @param numbers what is rounded to
 * @param bits width of one weight, 2, 3, 4 or 8; of NF4 4
 * @param groupSize input columns that share one scale; of NF4 64
 * @param embeddingBits width of one weight of the embedding and of the head, 2, 3, 4 or 8; {@link #KEPT} leaves them in bfloat16
 * @param keepIndivisible whether weights are left in bfloat16 whose columns the groups do not divide, instead of refused
 * @param widths bits of all that is packed, by module, where they were chosen one by one; else empty
 */
public record GroupQuantization(
        NumberFormat numbers,
        int bits,
        int groupSize,
        int embeddingBits,
        boolean keepIndivisible,
        SortedMap<String, Integer> widths) {
    /** The width of what is not quantized. */
    public static final int KEPT = 16;

    public GroupQuantization {
        widths = Collections.unmodifiableSortedMap(new TreeMap<>(widths));
    }

    /** Of one width for layers, and one for embedding and head. */
    public GroupQuantization(
            NumberFormat numbers, int bits, int groupSize, int embeddingBits, boolean keepIndivisible) {
        this(numbers, bits, groupSize, embeddingBits, keepIndivisible, Collections.emptySortedMap());
    }

    /** Of symmetric integers, of one width for layers, and one for embedding and head. */
    public GroupQuantization(int bits, int groupSize, int embeddingBits, boolean keepIndivisible) {
        this(NumberFormat.INTEGERS, bits, groupSize, embeddingBits, keepIndivisible);
    }

    /** Of linear layers alone, all of which must be divisible, and of symmetric integers. */
    public GroupQuantization(int bits, int groupSize) {
        this(bits, groupSize, KEPT, false);
    }

    /** The same with widths of its own for each module; those that are not named are left in bfloat16. */
    GroupQuantization withWidths(SortedMap<String, Integer> chosen) {
        return new GroupQuantization(numbers, bits, groupSize, embeddingBits, keepIndivisible, chosen);
    }

    /**
     * Reads a parent, writes the packed checkpoint.
     *
     * @param parent a checkpoint directory; if it is packed, its dequantized weights are what is quantized
     * @param output an empty directory
     * @param progress told after each tensor
     * @throws dev.ordo.model.quantization.GroupSizeException naming the weight, if the groups do not divide its columns
     * @throws dev.ordo.model.packed.PackedWeightException naming the weight, if an element is not finite
     */
    public void apply(Path parent, Path output, WorkProgress progress) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(parent)) {
            packing(checkpoint.config()).quantize(checkpoint, output, progress);
        }
    }

    /** Modules of a model that are left in bfloat16 because the groups do not divide their columns, by name. */
    public List<String> kept(ModelConfig model) {
        List<String> kept = new ArrayList<>(wanted(model).indivisible(model));
        return keepIndivisible ? kept : List.of();
    }

    /** What writes checkpoints of a model with these bits and groups. */
    CheckpointQuantizer packing(ModelConfig model) {
        CheckpointQuantizer wanted = wanted(model);
        return keepIndivisible ? wanted.without(wanted.indivisible(model)) : wanted;
    }

    private CheckpointQuantizer wanted(ModelConfig model) {
        if (!widths.isEmpty()) {
            return new CheckpointQuantizer(chosen());
        }
        QuantizationConfig linear = numbers == NumberFormat.NF4
                ? QuantizationConfig.nf4AllButHead()
                : QuantizationConfig.allButHead(bits, groupSize).withNumbers(numbers);
        if (embeddingBits == KEPT) {
            return new CheckpointQuantizer(linear);
        }
        SortedMap<String, Integer> outer = new TreeMap<>(Map.of(QuantizationConfig.EMBEDDING, embeddingBits));
        if (!model.tieWordEmbeddings()) {
            outer.put(QuantizationConfig.HEAD, embeddingBits);
        }
        return new CheckpointQuantizer(linear.withBits(outer));
    }

    /** The most common width is all linear layers', so that the fewest have to be named. */
    private QuantizationConfig chosen() {
        int common = PackedLayout.WIDTHS.stream()
                .max(Comparator.comparing(width -> Collections.frequency(widths.values(), width)))
                .orElseThrow();
        SortedMap<String, Integer> others = new TreeMap<>(widths);
        others.entrySet().removeIf(each -> each.getKey().startsWith("model.layers.") && each.getValue() == common);
        return QuantizationConfig.allButHead(common, groupSize).withBits(others);
    }
}
