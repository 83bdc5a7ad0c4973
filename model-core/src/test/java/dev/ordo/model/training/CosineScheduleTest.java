package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosineScheduleTest {
    @ParameterizedTest
    @CsvSource({"0, 0.25", "1, 0.5", "3, 1", "4, 1", "8, 0.55", "12, 0.1", "50, 0.1"})
    void risesLinearlyAndFallsAlongHalfACosine(int step, double rate) {
        CosineSchedule schedule = new CosineSchedule(1, 4, 12, 0.1);

        assertThat(schedule.rate(step)).isCloseTo(rate, within(1e-12));
    }

    @Test
    void beginsAtThePeakWithoutWarmUp() {
        assertThat(new CosineSchedule(3e-4, 0, 10, 0).rate(0)).isEqualTo(3e-4);
    }

    @Test
    void staysPositiveToTheLastStepThatIsTaken() {
        assertThat(new CosineSchedule(1, 2, 100, 0).rate(99)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 10, 0, learningRate must be positive",
        "1, 11, 10, 0, 'warmupSteps must be in [0, 10], was 11'",
        "1, 0, 0, 0, 'steps must be at least 1, was 0'",
        "1, 0, 10, 1.5, 'finalFraction must be in [0, 1], was 1.5'"
    })
    void refusesNonsenseByName(double peak, int warmup, int steps, double fraction, String message) {
        assertThatThrownBy(() -> new CosineSchedule(peak, warmup, steps, fraction))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
