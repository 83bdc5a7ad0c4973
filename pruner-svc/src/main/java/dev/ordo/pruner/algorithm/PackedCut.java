package dev.ordo.pruner.algorithm;

import dev.ordo.model.adapter.LowRankPair;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.QuantizedWeight;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * A packed checkpoint without what goes, in which the integers and scales of what stays are what they were: the arm adapter. Of a low-rank
 * adapter the same rows and columns go.
 *
 * @param parent with packed weights; in integers, if any of them is cut
 * @param kept by groups of neurons: {@link Retained#byGroups}
 */
record PackedCut(CheckpointDirectory parent, Retained kept) {

    /** @param target the new model's shape, packed and adapted as the parent is */
    void write(ModelConfig target, Path output) {
        try (CheckpointDirectory base = CheckpointDirectory.openBase(parent.path());
                CheckpointWriter writer = CheckpointWriter.create(output, target)) {
            PrunedWeights floating = new PrunedWeights(base, kept);
            for (String name : TensorLayout.of(target).shapes().keySet()) {
                CutWeight cut = CutWeight.of(name, parent.config(), kept);
                if (base.info(cut.parents()).packed()) {
                    writer.writePacked(name, cut(base, cut));
                } else {
                    writer.write(name, floating.apply(name));
                }
                if (parent.isAdapted(cut.parents())) {
                    writer.writeAdapter(name, cut(parent.adapter(cut.parents()), cut));
                }
            }
            writer.copyTokenizer(parent.path());
            writer.commit();
        }
    }

    private static QuantizedWeight cut(CheckpointDirectory base, CutWeight cut) {
        if (cut.isWhole()) {
            return base.readQuantized(cut.parents());
        }
        PackedWeight weight = base.readPacked(cut.parents());
        PackedWeight rows = cut.rows().length == 0 ? weight : weight.withRows(cut.rows());
        return cut.columns().length == 0
                ? rows
                : rows.withGroups(groups(cut.columns(), weight.layout().groupSize()));
    }

    private static LowRankPair cut(LowRankPair pair, CutWeight cut) {
        LowRankPair rows = cut.rows().length == 0 ? pair : pair.withRows(cut.rows());
        return cut.columns().length == 0 ? rows : rows.withColumns(cut.columns());
    }

    /** The groups that columns fill. */
    private static int[] groups(int[] columns, int size) {
        return IntStream.range(0, columns.length / size)
                .map(group -> columns[group * size] / size)
                .toArray();
    }
}
