package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossTest {
    @Test
    void needsNoTeacherForCrossEntropyAlone() {
        assertThat(Loss.CROSS_ENTROPY.needsTeacher()).isFalse();
        assertThat(new Loss(0.7, 0.3, 2).needsTeacher()).isTrue();
        assertThat(new Loss(0, 0, Divergence.FORWARD_KL, 1, 0.5).needsTeacher()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, 1, ceWeight must be at least 0",
        "1, NaN, 1, klWeight must be at least 0",
        "0, 0, 1, 'ceWeight, klWeight and hiddenWeight must not all be 0'",
        "1, 1, 0, 'temperature must be positive, was 0.0'"
    })
    void refusesNonsenseByName(double ce, double kl, double temperature, String message) {
        assertThatThrownBy(() -> new Loss(ce, kl, temperature))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0.9, 1e-8, 0, 1, 'beta1 must be in [0, 1), was 1.0'",
        "0.9, -0.1, 1e-8, 0, 1, 'beta2 must be in [0, 1), was -0.1'",
        "0.9, 0.9, 0, 0, 1, epsilon must be positive",
        "0.9, 0.9, 1e-8, -1, 1, weightDecay must be at least 0",
        "0.9, 0.9, 1e-8, 0, -1, clippingNorm must be at least 0"
    })
    void refusesImpossibleOptimizerConstantsByName(
            double beta1, double beta2, double epsilon, double decay, double norm, String message) {
        assertThatThrownBy(() -> new AdamW(beta1, beta2, epsilon, decay, norm))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
