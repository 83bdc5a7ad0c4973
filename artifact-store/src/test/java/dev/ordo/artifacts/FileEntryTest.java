package dev.ordo.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class FileEntryTest {
    private static final String SHA256 = "0".repeat(64);

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "../escaped",
                "a/../../b",
                "/etc/passwd",
                "a//b",
                "a/",
                "./a",
                ".hidden",
                "a/.b",
                "a\\..\\b",
                "C:b",
                "a\nb"
            })
    void refusesPathsThatMightLeaveTheDirectory(String path) {
        assertThatThrownBy(() -> new FileEntry(path, 1L, SHA256))
                .isInstanceOfSatisfying(
                        PermanentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model-00001-of-00002.safetensors", "before-requantize/config.json", "_x/a+b.txt"})
    void acceptsPathsOfOrdinaryCheckpoints(String path) {
        assertThat(new FileEntry(path, 1L, SHA256).path()).isEqualTo(path);
    }

    @Test
    void refusesWhatHasNoSizeOrNoDigest() {
        assertThatThrownBy(() -> new FileEntry("a", null, SHA256)).hasMessageContaining("a has no size");
        assertThatThrownBy(() -> new FileEntry("a", -1L, SHA256)).hasMessageContaining("a has no size");
        assertThatThrownBy(() -> new FileEntry("a", 1L, "xyz")).hasMessageContaining("a has no SHA-256");
    }
}
