package dev.ordo.model.decoder;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.RotaryScaling;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;

/**
 * The rates at which the pairs of a head rotate, in radians per position: theta^(-2i/D) for pair i < D/2, scaled as the
 * configuration says. Computed once per model.
 *
 * <p>In float32 and in the order of transformers, on powers that PyTorch computes there and here, so that not one bit differs.
 *
 * @see <a href="https://arxiv.org/abs/2104.09864">Su et al. 2021, section 3.2.2: the rates</a>
 * @see <a href="https://arxiv.org/abs/2306.15595">Chen et al. 2023, section 2.3: linear scaling</a>
 * @see <a href="https://arxiv.org/abs/2407.21783">Grattafiori et al. 2024, section 3.2: Llama 3's base and long context; the blend is in
 *     Meta's published code, {@code apply_scaling}</a>
 * @see <a href="https://arxiv.org/abs/2309.00071">Peng et al. 2023, sections 3.2 and 3.4: YaRN; as transformers, we round the
 *     bounds of its ramp outwards</a>
 */
final class RotaryFrequencies {
    private RotaryFrequencies() {}

    /**
     * What kernels are told: the factor of cosines and sines, then the D/2 rates.
     *
     * @param kernels with the source {@code decoder}
     * @param session where the powers are computed
     */
    static double[] of(ModelConfig config, Kernels kernels, TorchSession session) {
        try (TensorScope scope = session.scope()) {
            float[] powers = TorchSession.toFloats(kernels.tensor(
                    scope.manager(), "rotary_powers", config.ropeTheta(), config.headDim(), session.device()));
            double[] told = new double[1 + powers.length];
            told[0] = config.ropeScaling().attentionFactor();
            for (int pair = 0; pair < powers.length; pair++) {
                told[1 + pair] = rate(powers[pair], pair, config);
            }
            return told;
        }
    }

    private static float rate(float power, int pair, ModelConfig config) {
        RotaryScaling scaling = config.ropeScaling();
        float rate = 1 / power;
        if (scaling instanceof RotaryScaling.Linear linear) {
            return rate / (float) linear.factor();
        } else if (scaling instanceof RotaryScaling.Llama3 llama) {
            return llama3(rate, llama);
        } else if (scaling instanceof RotaryScaling.Yarn yarn) {
            float slow = 1 / ((float) yarn.factor() * power);
            float kept = 1 - ramp(pair, config, yarn);
            return slow * (1 - kept) + rate * kept;
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

    /** How far a pair stands, from 0 to 1, on the way from that which turns betaFast times in the original context to betaSlow's. */
    private static float ramp(int pair, ModelConfig config, RotaryScaling.Yarn scaling) {
        double first = pairTurning(scaling.betaFast(), config, scaling);
        double last = pairTurning(scaling.betaSlow(), config, scaling);
        double low = Math.max(scaling.truncate() ? Math.floor(first) : first, 0);
        double high = Math.min(scaling.truncate() ? Math.ceil(last) : last, config.headDim() - 1);
        if (low == high) {
            high += 0.001;
        }
        return Math.min(1, Math.max(0, (pair - (float) low) / (float) (high - low)));
    }

    /** The index, not whole, of the pair that turns so many times in the original context. */
    private static double pairTurning(double turns, ModelConfig config, RotaryScaling.Yarn scaling) {
        double logarithm = Math.log(scaling.originalContext() / (turns * 2 * Math.PI));
        return config.headDim() * logarithm / (2 * Math.log(config.ropeTheta()));
    }
}
