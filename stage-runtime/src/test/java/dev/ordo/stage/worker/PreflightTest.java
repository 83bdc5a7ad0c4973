package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.RetryableException;
import dev.ordo.stage.Requirements;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PreflightTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private long memory = 8 * GIB;
    private long heap = GIB;
    private long disk = 100 * GIB;

    @Test
    void letsWorkBeginThatFits() {
        assertThatCode(() -> check(needs(4 * GIB, 0, GIB, 50 * GIB))).doesNotThrowAnyException();
    }

    @Test
    void letsWorkBeginThatFitsToTheByteAndRefusesOneMore() {
        memory = 4 * GIB + 256 * MIB;

        assertThatCode(() -> check(needs(4 * GIB, 0, 0, 0))).doesNotThrowAnyException();
        assertRefused(ErrorCode.INSUFFICIENT_MEMORY, () -> check(needs(4 * GIB + 1, 0, 0, 0)));
    }

    @Test
    void namesWhatWorkNeedsPartByPartAndWhatThereIs() {
        Map<String, Long> host = new LinkedHashMap<>();
        host.put("weights", GIB / 2);
        host.put("gradients", GIB / 2);
        host.put("activations", 3 * GIB + GIB / 5);
        host.put("Java heap", 50 * MIB);
        memory = 3 * GIB + 256 * MIB;

        assertThatThrownBy(() -> check(new Requirements(host, Map.of(), OptionalLong.empty(), 0, Map.of())))
                .hasMessage("distill needs 4.2 GiB of host memory (weights 0.5, gradients 0.5, activations 3.2, "
                        + "Java heap 0.05), but 3.0 GiB are available here");
    }

    @Test
    void refusesWorkThatTheJavaHeapCannotHoldHoweverMuchMemoryThereIs() {
        heap = 600 * MIB;

        assertThatThrownBy(() -> check(needs(4 * GIB, 0, 700 * MIB, 0)))
                .hasMessage("distill needs 0.7 GiB of Java heap, but 0.6 GiB are available here");
    }

    @Test
    void refusesWorkThatWouldFillTheDisk() {
        disk = 2 * GIB;

        assertRefused(ErrorCode.INSUFFICIENT_DISK, () -> check(needs(GIB, 0, 0, 2 * GIB)));
        assertThatThrownBy(() -> check(needs(GIB, 0, 0, 2 * GIB)))
                .hasMessage("distill needs 2.0 GiB of disk (output 2.0), but 1.8 GiB are available here");
    }

    @Test
    void holdsADeviceToItsOwnMemory() {
        Requirements needs = new Requirements(
                Map.of("engine", GIB), Map.of("weights", 6 * GIB), OptionalLong.of(5 * GIB), 0, Map.of());

        assertRefused(ErrorCode.INSUFFICIENT_MEMORY, () -> check(needs));
        assertThatThrownBy(() -> check(needs))
                .hasMessage("distill needs 6.0 GiB of device memory (weights 6.0), but 4.8 GiB are available here");
    }

    @Test
    void saysThatNothingIsThereWhereTheReserveTakesItAll() {
        memory = 100 * MIB;

        assertThatThrownBy(() -> check(needs(GIB, 0, 0, 0))).hasMessageEndingWith("but 0.00 GiB are available here");
    }

    @Test
    void onlyWarnsWhereTheDeploymentSaysSo() {
        memory = MIB;
        Preflight lenient = new Preflight(new PreflightSettings(0, 0, false), () -> memory, () -> heap, () -> disk);

        assertThatCode(() -> lenient.check("distill", needs(4 * GIB, 0, 0, 0))).doesNotThrowAnyException();
    }

    @Test
    void asksNothingOfWorkThatCannotTell() {
        memory = 0;
        disk = 0;

        assertThatCode(() -> check(Requirements.UNKNOWN)).doesNotThrowAnyException();
    }

    private void check(Requirements needs) {
        new Preflight(new PreflightSettings(256 * MIB, 256 * MIB, true), () -> memory, () -> heap, () -> disk)
                .check("distill", needs);
    }

    private static Requirements needs(long host, long device, long heap, long disk) {
        return new Requirements(
                Map.of("weights", host),
                device == 0 ? Map.of() : Map.of("weights", device),
                OptionalLong.empty(),
                heap,
                Map.of("output", disk));
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable check) {
        assertThatThrownBy(check)
                .isInstanceOf(RetryableException.class)
                .extracting(e -> ((RetryableException) e).code())
                .isEqualTo(code);
    }
}
