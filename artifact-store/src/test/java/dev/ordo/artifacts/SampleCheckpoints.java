package dev.ordo.artifacts;

import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.Execution;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Small checkpoints that are right in every respect that artifacts look at. */
public final class SampleCheckpoints {
    public static final String KEY = "a".repeat(64);
    public static final String DIGEST = "sha256:" + "b".repeat(64);
    public static final Machine MACHINE = new Machine("a processor", 2, Map.of("java", "17"));

    private SampleCheckpoints() {}

    /** A directory with config.json, tokenizer.json and a model.safetensors of the given tensor bytes. */
    public static Path write(Path directory, int... tensorBytes) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("config.json"), "{\"torch_dtype\": \"bfloat16\"}");
        Files.writeString(directory.resolve("tokenizer.json"), "{}");
        safetensors(directory.resolve("model.safetensors"), tensorBytes);
        return directory;
    }

    /** A safetensors file with one tensor of these bytes. */
    public static void safetensors(Path file, int... tensorBytes) throws IOException {
        byte[] header = ("{\"t\":{\"dtype\":\"U8\",\"shape\":[" + tensorBytes.length + "],\"data_offsets\":[0,"
                        + tensorBytes.length + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + tensorBytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header);
        for (int each : tensorBytes) {
            bytes.put((byte) each);
        }
        Files.write(file, bytes.array());
    }

    public static Lineage lineage(int attempt, String executionId) {
        return new Lineage(
                new Execution(KEY, attempt, executionId, "worker-1"),
                new ComputeInterval(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-01T00:00:09.5Z")),
                DIGEST,
                PruneRecipe.defaults(),
                Arm.REQUANTIZE,
                1L,
                null,
                List.of(new DatasetRef("novel", DIGEST, "data/novel.txt")),
                0.25);
    }
}
