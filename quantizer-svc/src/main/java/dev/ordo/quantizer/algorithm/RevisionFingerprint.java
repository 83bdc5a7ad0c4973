package dev.ordo.quantizer.algorithm;

import dev.ordo.model.FileAccessException;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Everything that decides the bytes of a quantization, the processor's kind excepted: layers of another are never taken up again. */
final class RevisionFingerprint {
    private RevisionFingerprint() {}

    /**
     * Joins them.
     *
     * @param version of the algorithm, with its name
     * @param parameters all that the recipe says
     * @throws FileAccessException if a file cannot be read
     */
    static String of(String version, Record parameters, TorchOptions options, Path parent, Path text) {
        return String.join(
                "; ",
                List.of(
                        version,
                        "parent " + CheckpointDigest.of(parent),
                        "text " + text.getFileName() + " " + sha256(text),
                        parameters.toString(),
                        TorchSession.software(),
                        options.toString(),
                        System.getProperty("os.arch")));
    }

    private static String sha256(Path text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(text)));
        } catch (IOException e) {
            throw new FileAccessException(text, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
