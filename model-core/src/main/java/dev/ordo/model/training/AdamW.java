package dev.ordo.model.training;

/**
 * The optimizer's constants.
 *
 * @param weightDecay decoupled, on matrices only: norms and biases are not decayed
 * @param clippingNorm the largest joint L2 norm of all gradients; 0 switches clipping off
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2019, algorithm 2</a>
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay, double clippingNorm) {
    public AdamW {
        requireIn("beta1", beta1);
        requireIn("beta2", beta2);
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon must be positive, was " + epsilon);
        }
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("weightDecay must be at least 0, was " + weightDecay);
        }
        if (!(clippingNorm >= 0)) {
            throw new IllegalArgumentException("clippingNorm must be at least 0, was " + clippingNorm);
        }
    }

    /** beta (0.9, 0.95), epsilon 1e-8, clipping at 1. */
    public static AdamW withWeightDecay(double weightDecay) {
        return new AdamW(0.9, 0.95, 1e-8, weightDecay, 1);
    }

    private static void requireIn(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1), was " + value);
        }
    }
}
