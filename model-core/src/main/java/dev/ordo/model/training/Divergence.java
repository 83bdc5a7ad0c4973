package dev.ordo.model.training;

/**
 * How far a student's distribution q is from a teacher's p, both over the vocabulary and softened by the same temperature, in nats.
 * The kernels {@code divergences.py} know each by its label, with its exact gradient.
 */
public enum Divergence {
    /**
     * KL(p || q): the student is to be likely wherever the teacher is.
     *
     * @see <a href="https://arxiv.org/abs/1503.02531">Hinton et al. 2015</a>
     */
    FORWARD_KL("forward-kl"),

    /**
     * KL(q || p): the student is not to be likely where the teacher is not. Per token and on the text of the data set; MiniLLM
     * takes it over whole responses, which the student draws.
     *
     * @see <a href="https://arxiv.org/abs/2306.08543">Gu et al. 2024, equation 1</a>
     */
    REVERSE_KL("reverse-kl"),

    /**
     * KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2, at most ln 2: GKD's generalized divergence at beta = 0.5.
     *
     * @see <a href="https://arxiv.org/abs/2306.13649">Agarwal et al. 2024, equation 1</a>
     */
    JENSEN_SHANNON("jensen-shannon");

    private final String label;

    Divergence(String label) {
        this.label = label;
    }

    /** The kernels' word for it. */
    public String label() {
        return label;
    }
}
