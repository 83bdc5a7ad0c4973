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
import org.junit.jupiter.params.provider.ValueSource;

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
    void retriesWhereADiskFailed() {
        assertThat(Failure.of(new UncheckedIOException("cannot write", new IOException("bad sector"))))
                .isEqualTo(new Failure(ErrorCode.INTERNAL, "UncheckedIOException: cannot write", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CUDA out of memory", "DefaultCPUAllocator: can't allocate memory: you tried 9 bytes"})
    void knowsWhenTheMemoryOfTheHostOrTheDeviceIsShort(String words) {
        assertThat(Failure.of(new OutOfMemoryError("Java heap space")).code()).isEqualTo(ErrorCode.INSUFFICIENT_MEMORY);
        Failure failure = Failure.of(new IllegalStateException(words));
        assertThat(failure)
                .isEqualTo(new Failure(ErrorCode.INSUFFICIENT_MEMORY, "IllegalStateException: " + words, true));
    }

    @Test
    void knowsWhenTheDiskIsFullWhateverWrapsIt() {
        IOException full = new IOException("No space left on device");
        assertThat(Failure.of(new UncheckedIOException("cannot write x", full)).code())
                .isEqualTo(ErrorCode.INSUFFICIENT_DISK);
        assertThat(Failure.of(new PermanentException(ErrorCode.FILE_ACCESS_FAILED, "cannot write x", full)))
                .isEqualTo(new Failure(ErrorCode.INSUFFICIENT_DISK, "PermanentException: cannot write x", true));
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
