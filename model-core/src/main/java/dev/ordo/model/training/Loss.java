package dev.ordo.model.training;

/**
 * loss = ceWeight * CE + klWeight * T^2 * divergence between teacher and student + hiddenWeight * H, all means over the scored tokens, natural log.
 *
 * <p>For the divergence both distributions are softened by the temperature T; T^2 keeps the gradient's size independent of it.
 *
 * <p>H is the mean over the student's layers of 1 - cos between the residual streams after a layer and after the teacher's layer of the
 * nearest relative depth: layer l of L with layer round(l M / L) of M, halves rounded up, so that the last goes with the last. Both streams
 * have to have the same size.
 *
 * @see <a href="https://arxiv.org/abs/1503.02531">Hinton et al. 2015, section 2</a>
 * @see <a href="https://arxiv.org/abs/1910.01108">Sanh et al. 2019, section 3: the cosine between hidden states</a>
 */
public record Loss(double ceWeight, double klWeight, Divergence divergence, double temperature, double hiddenWeight) {
    /** Plain language modelling. */
    public static final Loss CROSS_ENTROPY = new Loss(1, 0, 1);

    /** Without hidden states. */
    public Loss(double ceWeight, double klWeight, Divergence divergence, double temperature) {
        this(ceWeight, klWeight, divergence, temperature, 0);
    }

    /** The same with the forward KL. */
    public Loss(double ceWeight, double klWeight, double temperature) {
        this(ceWeight, klWeight, Divergence.FORWARD_KL, temperature);
    }

    public Loss {
        requireWeight("ceWeight", ceWeight);
        requireWeight("klWeight", klWeight);
        requireWeight("hiddenWeight", hiddenWeight);
        if (ceWeight + klWeight + hiddenWeight == 0) {
            throw new IllegalArgumentException("ceWeight, klWeight and hiddenWeight must not all be 0");
        }
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be positive, was " + temperature);
        }
    }

    /** Whether a teacher is asked at all. */
    public boolean needsTeacher() {
        return klWeight > 0 || hiddenWeight > 0;
    }

    private static void requireWeight(String name, double weight) {
        if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException(name + " must be at least 0 and finite, was " + weight);
        }
    }
}
