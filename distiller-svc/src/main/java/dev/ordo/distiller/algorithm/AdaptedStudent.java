package dev.ordo.distiller.algorithm;

import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.adapter.LowRankPair;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.training.LowRankAdapters;
import java.nio.file.Path;
import java.util.Random;

/**
 * A packed checkpoint with low-rank adapters, before and after these are trained.
 *
 * @param parent as it is read: with the adapters that it has, if it has some
 * @param base the same without
 */
record AdaptedStudent(CheckpointDirectory parent, CheckpointDirectory base, AdapterConfig adapter) {

    /** @throws DistillationRefusedException if the parent has adapters of another form, so that training cannot go on with them */
    AdaptedStudent {
        ModelConfig config = parent.config();
        if (config.adapter().isPresent() && !config.adapter().get().equals(adapter)) {
            throw new DistillationRefusedException(
                    "the student has low-rank adapters already, with which training goes on: "
                            + config.adapter().get() + "; the recipe's must be the same, but are " + adapter);
        }
    }

    /**
     * Adapters to train: the parent's own, or new ones, which change nothing yet.
     *
     * @param student the base
     * @param seed of new ones
     */
    LowRankAdapters adapters(DecoderModel student, long seed) {
        Random random = new Random(seed);
        return new LowRankAdapters(
                student, adapter, name -> parent.isAdapted(name) ? parent.adapter(name) : initial(name, random));
    }

    private LowRankPair initial(String name, Random random) {
        long[] shape = base.info(name).shape();
        return LowRankPair.initial(
                adapter.rank(), adapter.scale(), Math.toIntExact(shape[0]), Math.toIntExact(shape[1]), random);
    }

    /** Writes the base as it is stored, and beside it the adapters. */
    void write(LowRankAdapters trained, Path output) {
        try (CheckpointWriter writer =
                CheckpointWriter.create(output, base.config().withAdapter(adapter))) {
            for (String name : base.tensorNames()) {
                writer.copy(base, name);
                if (adapter.covers(name)) {
                    writer.writeAdapter(name, trained.pair(name));
                }
            }
            writer.copyTokenizer(base.path());
            writer.commit();
        }
    }
}
