package dev.ordo.model.testing;

import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.adapter.LowRankPair;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Packed {@link TinyModels} with low-rank adapters of random numbers. */
public final class AdaptedModels {
    public static final AdapterConfig CONFIG = new AdapterConfig(2, 8, List.of("q_proj", "up_proj", "down_proj"));

    private AdaptedModels() {}

    /** Writes a packed checkpoint once more, with adapters. */
    public static Path write(Path packed, Path target) {
        try (CheckpointDirectory base = CheckpointDirectory.open(packed);
                CheckpointWriter writer =
                        CheckpointWriter.create(target, base.config().withAdapter(CONFIG))) {
            for (String name : base.tensorNames()) {
                if (base.info(name).packed()) {
                    writer.writePacked(name, base.readPacked(name));
                } else {
                    writer.write(name, base.pieces(name));
                }
                if (CONFIG.covers(name)) {
                    long[] shape = base.info(name).shape();
                    writer.writeAdapter(name, pair((int) shape[0], (int) shape[1], name.hashCode()));
                }
            }
            writer.copyTokenizer(packed);
            return writer.commit();
        }
    }

    /** Of a weight of this shape. */
    public static LowRankPair pair(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[] b = new float[rows * CONFIG.rank()];
        for (int i = 0; i < b.length; i++) {
            b[i] = (float) random.nextGaussian() / 16;
        }
        float[] a = LowRankPair.initial(CONFIG.rank(), CONFIG.scale(), rows, columns, random)
                .a();
        return new LowRankPair(CONFIG.rank(), CONFIG.scale(), a, b);
    }
}
