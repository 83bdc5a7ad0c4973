package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.error.RetryableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTest {

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void keepsTheCodeOfEveryKnownFailure(ErrorCode code) {
        assertThat(Failure.of(new PermanentException(code, "no"))).isEqualTo(new Failure(code, "no", false));
        assertThat(Failure.of(new RetryableException(code, "no"))).isEqualTo(new Failure(code, "no", true));
        assertThat(Failure.of(new PermanentException(code, "no"))
                        .event(Samples.EXECUTION)
                        .code())
                .isEqualTo(code.name());
    }

    @Test
    void doesNotRetryWhatNobodyForesaw() {
        assertThat(Failure.of(new IllegalStateException("odd")))
                .isEqualTo(new Failure(ErrorCode.INTERNAL, "IllegalStateException: odd", false));
    }

    @Test
    void retriesWhereADiskOrTheMemoryFailed() {
        assertThat(Failure.of(new UncheckedIOException("cannot write", new IOException("no space left")))
                        .retryable())
                .isTrue();
        assertThat(Failure.of(new OutOfMemoryError("Java heap space")).retryable())
                .isTrue();
        assertThat(Failure.of(new IllegalStateException("CUDA out of memory")).retryable())
                .isTrue();
    }

    @Test
    void makesDoWithoutAMessage() {
        assertThat(Failure.of(new NullPointerException()).message()).isEqualTo("NullPointerException: no message");
    }

    @Test
    void shortensMessagesThatWouldNotFitAnEvent() {
        String message =
                Failure.of(new IllegalStateException("x".repeat(100_000))).message();

        assertThat(message).hasSizeLessThan(2100).endsWith("...");
    }
}
