package dev.ordo.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlCacheTest {
    @TempDir
    private Path directory;

    @Test
    void isNotFilledWhereThereIsNothing() {
        assertThat(new DjlCache(directory.resolve("none")).isFilled()).isFalse();
    }

    @Test
    void isNotFilledWhileTheTokenizersAreMissing() throws IOException {
        unpack("pytorch/2.7.1/libtorch_cpu.so");
        unpack("pytorch/2.7.1/0.36.0-libdjl_torch.so");
        assertThat(new DjlCache(directory).isFilled()).isFalse();
    }

    @Test
    void isFilledOnceEverythingIsUnpacked() throws IOException {
        unpack("pytorch/2.7.1/libtorch_cpu.so");
        unpack("pytorch/2.7.1/0.36.0-libdjl_torch.so");
        unpack("tokenizers/0.21/libtokenizers.so");
        assertThat(new DjlCache(directory).isFilled()).isTrue();
    }

    private void unpack(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }
}
