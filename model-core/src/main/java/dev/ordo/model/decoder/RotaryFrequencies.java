package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.RotaryScaling;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;

/**
 * The rates at which the pairs of a head rotate, in radians per position: theta^(-2i/D) for pair i < D/2, scaled as the
 * configuration says. Computed once per model.
 *
 * <p>In float32 and in the order of transformers, whose powers PyTorch computes: the kernel {@code rotary_rates} does the same, so
 * that not one bit differs.
 *
 * @see <a href="https://arxiv.org/abs/2104.09864">Su et al. 2021, section 3.2.2: the rates</a>
 * @see <a href="https://arxiv.org/abs/2306.15595">Chen et al. 2023, section 2.3: linear scaling</a>
 * @see <a href="https://arxiv.org/abs/2407.21783">Grattafiori et al. 2024, section 3.2: Llama 3's base and long context; the blend is in
 *     Meta's published code, {@code apply_scaling}</a>
 * @see <a href="https://arxiv.org/abs/2309.00071">Peng et al. 2023, sections 3.2 and 3.4: YaRN; as transformers, we round the
 *     bounds of its ramp outwards</a>
 */
public final class RotaryFrequencies {
    private RotaryFrequencies() {}

    /**
     * What kernels are told: the factor of cosines and sines, then the D/2 rates.
     *
     * @param kernels with the source {@code decoder}
     * @param session where the powers are computed
     */
    static double[] of(ModelConfig config, Kernels kernels, TorchSession session) {
        float[] rates;
        try (TensorScope scope = session.scope()) {
            NDArray plain = kernels.tensor(
                    scope.manager(), "rotary_rates", config.ropeTheta(), config.headDim(), session.device());
            rates = scaled(TorchSession.toFloats(plain), config.ropeTheta(), config.ropeScaling());
        }
        double[] told = new double[1 + rates.length];
        told[0] = config.ropeScaling().attentionFactor();
        for (int i = 0; i < rates.length; i++) {
            told[1 + i] = rates[i];
        }
        return told;
    }

    /**
     * The rates of a scaling.
     *
     * @param rates unscaled, one for each of the D/2 pairs; left as they are
     */
    static float[] scaled(float[] rates, double theta, RotaryScaling scaling) {
        float[] result = rates.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] = scaled(rates[i], i, 2 * rates.length, theta, scaling);
        }
        return result;
    }

    private static float scaled(float rate, int pair, int headDim, double theta, RotaryScaling scaling) {
        if (scaling instanceof RotaryScaling.Linear linear) {
            return rate / (float) linear.factor();
        } else if (scaling instanceof RotaryScaling.Llama3 llama) {
            return llama3(rate, llama);
        } else if (scaling instanceof RotaryScaling.Yarn yarn) {
            return yarn(rate, pair, headDim, theta, yarn);
        }
        return rate;
    }

    /** With L the original context and n = L / wavelength the turns in it: blended by (n - low) / (high - low). */
    private static float llama3(float rate, RotaryScaling.Llama3 scaling) {
        double low = scaling.lowFrequencyFactor();
        double high = scaling.highFrequencyFactor();
        float context = scaling.originalContext();
        float wavelength = (float) (2 * Math.PI) * (1 / rate);
        if (wavelength < (float) (context / high)) {
            return rate;
        }
        float slow = rate / (float) scaling.factor();
        if (wavelength > (float) (context / low)) {
            return slow;
        }
        float share = (context / wavelength - (float) low) / (float) (high - low);
        return (1 - share) * rate / (float) scaling.factor() + share * rate;
    }

    /** Blended by where the pair stands between the pairs that turn betaFast and betaSlow times in the original context. */
    private static float yarn(float rate, int pair, int headDim, double theta, RotaryScaling.Yarn scaling) {
        double first = pairTurning(scaling.betaFast(), headDim, theta, scaling);
        double last = pairTurning(scaling.betaSlow(), headDim, theta, scaling);
        double low = Math.max(scaling.truncate() ? Math.floor(first) : first, 0);
        double high = Math.min(scaling.truncate() ? Math.ceil(last) : last, headDim - 1);
        if (low == high) {
            high += 0.001;
        }
        float ramp = Math.min(1, Math.max(0, (pair - (float) low) / (float) (high - low)));
        float kept = 1 - ramp;
        float slow = 1 / ((float) scaling.factor() * (1 / rate));
        return slow * (1 - kept) + rate * kept;
    }

    /** The index, not whole, of the pair that turns so many times in the original context. */
    private static double pairTurning(double turns, int headDim, double theta, RotaryScaling.Yarn scaling) {
        return headDim * Math.log(scaling.originalContext() / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }
}
