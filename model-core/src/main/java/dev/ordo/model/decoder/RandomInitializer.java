package dev.ordo.model.decoder;

import dev.ordo.model.checkpoint.ModelConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * First weights: matrices from N(0, 0.02), those that write into the residual stream (o and down) from
 * N(0, 0.02 / sqrt(2 * layers)), norms one, biases zero.
 *
 * <p>The numbers come from {@link Random}, whose sequence Java fixes, so they are the same on every machine.
 *
 * @see <a href="https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf">
 *     Radford et al. 2019, section 2.3</a>
 */
public final class RandomInitializer {
    private static final double DEVIATION = 0.02;

    private final Random random;

    /** An initializer whose weights depend on the seed alone. */
    public RandomInitializer(long seed) {
        this.random = new Random(seed);
    }

    /** Draws every parameter in layout order, row-major. */
    public Map<String, float[]> weights(ModelConfig config) {
        ParameterLayout layout = ParameterLayout.of(config);
        double residual = DEVIATION / Math.sqrt(2.0 * config.numHiddenLayers());
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (String name : layout.names()) {
            int size = Math.toIntExact(ParameterLayout.size(layout.shape(name)));
            weights.put(name, draw(name, size, residual));
        }
        return weights;
    }

    private float[] draw(String name, int size, double residual) {
        float[] values = new float[size];
        if (name.endsWith("norm.weight")) {
            Arrays.fill(values, 1);
        } else if (!name.endsWith(".bias")) {
            boolean writesResidual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
            double deviation = writesResidual ? residual : DEVIATION;
            for (int i = 0; i < size; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
        }
        return values;
    }
}
