package dev.ordo.cli.bench;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Weights of any shape that depend on a seed alone: norms one, biases zero, matrices uniform with a standard deviation of 0.02, and
 * of 0.02 / sqrt(2 * layers) where they write into the residual stream. No more than a piece of a tensor is in memory.
 */
public final class RandomCheckpoint {
    private static final int PIECE = 1 << 20;
    private static final double DEVIATION = 0.02;

    private final ModelConfig config;
    private final SplittableRandom random;

    public RandomCheckpoint(ModelConfig config, long seed) {
        this.config = config;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Writes the checkpoint.
     *
     * @param target a path at which nothing is yet, or an empty directory
     * @param tokenizer a directory with tokenizer files, whose ids the vocabulary has
     * @param progress told after each tensor
     * @throws dev.ordo.model.checkpoint.CheckpointExistsException if something is there
     */
    public void write(Path target, Path tokenizer, WorkProgress progress) {
        Map<String, long[]> shapes = TensorLayout.of(config).shapes();
        try (CheckpointWriter writer = CheckpointWriter.create(target, config)) {
            long done = 0;
            for (Map.Entry<String, long[]> tensor : shapes.entrySet()) {
                writer.write(tensor.getKey(), pieces(tensor.getKey(), tensor.getValue()));
                progress.report(++done, shapes.size(), "tensor");
            }
            writer.copyTokenizer(tokenizer);
            writer.commit();
        }
    }

    private Stream<float[]> pieces(String name, long[] shape) {
        long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return LongStream.iterate(0, at -> at < size, at -> at + PIECE)
                .mapToObj(at -> draw(name, new float[(int) Math.min(PIECE, size - at)]));
    }

    private float[] draw(String name, float[] values) {
        if (name.endsWith("norm.weight")) {
            Arrays.fill(values, 1);
        } else if (!name.endsWith(".bias")) {
            boolean writesResidual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
            double deviation = writesResidual ? DEVIATION / Math.sqrt(2.0 * config.numHiddenLayers()) : DEVIATION;
            float step = (float) (deviation * Math.sqrt(3) * 0x1p-31);
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt() * step;
            }
        }
        return values;
    }
}
