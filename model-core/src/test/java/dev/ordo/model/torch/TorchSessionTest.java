package dev.ordo.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TorchSessionTest {
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void givesBackTheValuesItWasGiven() {
        float[] values = {1.5f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY};

        NDArray tensor = session.floats(session.manager(), values, 2, 3);

        assertThat(tensor.getShape().getShape()).containsExactly(2, 3);
        assertThat(TorchSession.toFloats(tensor)).containsExactly(values);
    }

    @Test
    void doesNotFollowLaterChangesOfTheArray() {
        long[] values = {1, 2};
        NDArray tensor = session.longs(session.manager(), values, 2);

        values[0] = 7;

        assertThat(tensor.toLongArray()).containsExactly(1, 2);
    }

    @Test
    void refusesAShapeThatTheValuesDoNotFill() {
        assertThatThrownBy(() -> session.floats(session.manager(), new float[5], 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds 6 values, but 5 were given");
    }

    @Test
    void freesWhatAScopeMadeWhenItCloses() {
        NDArray made;
        NDArray derived;
        try (TensorScope scope = session.scope()) {
            made = session.zeros(scope.manager(), 2);
            derived = made.add(1);
        }

        assertThat(made.isReleased()).isTrue();
        assertThat(derived.isReleased()).isTrue();
    }

    @Test
    void keepsAResultWhoseOwnerOutlivesTheScope() {
        NDArray kept;
        try (TensorScope scope = session.scope()) {
            assertThat(scope.manager().isOpen()).isTrue();
            kept = session.zeros(session.manager(), 2);
        }

        assertThat(TorchSession.toFloats(kept)).containsExactly(0, 0);
    }

    @Test
    void refusesToComputeWithoutThreads() {
        assertThatThrownBy(() -> TorchOptions.cpu(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads must be at least 1, was 0");
    }
}
