package dev.ordo.model.checkpoint;

import dev.ordo.model.FileAccessException;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.SafetensorsException;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.safetensors.SafetensorsWriter;
import dev.ordo.model.safetensors.TensorEntry;
import dev.ordo.model.safetensors.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Some packed weights of a checkpoint that is still being made, and vectors beside them, in a file of its own: there whole, or not at all. Its header says
 * what it was made from, and the digest of what it holds, so that no other and no damaged file is taken for it.
 */
public final class PackedWeightsFile {
    private static final String MADE_FROM = "made_from";
    private static final String DIGEST = "sha256";

    private PackedWeightsFile() {}

    /**
     * What a file holds.
     *
     * @param weights by logical name, {@code X.weight}
     * @param vectors float32, by names that are no stored weight's
     */
    public record Content(SortedMap<String, PackedWeight> weights, SortedMap<String, float[]> vectors) {}

    /**
     * Writes weights and vectors.
     *
     * @param file replaced if it is there
     * @param madeFrom all that decides the content
     * @throws FileAccessException if the file system refuses
     */
    public static void write(Path file, String madeFrom, Content content) {
        SortedMap<String, ByteBuffer> bytes = new TreeMap<>();
        List<TensorSpec> specs = new ArrayList<>();
        content.weights().forEach((name, weight) -> {
            specs.addAll(StoredTensors.numberSpecs(name, weight.layout()));
            bytes.putAll(StoredTensors.numbers(name, weight));
        });
        content.vectors().forEach((name, vector) -> {
            specs.add(new TensorSpec(name, DType.F32, new long[] {vector.length}));
            bytes.put(name, StoredTensors.floats(vector));
        });
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.deleteIfExists(partial);
            try (SafetensorsWriter writer =
                    SafetensorsWriter.create(partial, specs, Map.of(MADE_FROM, madeFrom, DIGEST, digest(bytes)))) {
                bytes.forEach(writer::write);
                writer.finish();
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        }
    }

    /**
     * Reads weights and vectors back.
     *
     * @param layouts of all weights that are wanted, by logical name
     * @param vectors names of all that are wanted
     * @return nothing, if there is no such file, or it was made from anything else, holds anything else, or is damaged
     * @throws FileAccessException if the file is there and cannot be read
     */
    public static Optional<Content> read(
            Path file, String madeFrom, Map<String, PackedLayout> layouts, Set<String> vectors) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            SortedMap<String, ByteBuffer> bytes = new TreeMap<>();
            for (TensorEntry entry : stored.entries()) {
                bytes.put(entry.name(), stored.readBytes(entry.name()));
            }
            boolean sound = madeFrom.equals(stored.metadata().get(MADE_FROM))
                    && digest(bytes).equals(stored.metadata().get(DIGEST))
                    && bytes.keySet().equals(names(layouts, vectors));
            return sound
                    ? Optional.of(new Content(weights(bytes, layouts), vectors(bytes, vectors)))
                    : Optional.empty();
        } catch (SafetensorsException | PackedWeightException damaged) {
            return Optional.empty();
        }
    }

    private static Set<String> names(Map<String, PackedLayout> layouts, Set<String> vectors) {
        Stream<String> ofWeights = layouts.entrySet().stream()
                .flatMap(each -> StoredTensors.numberSpecs(each.getKey(), each.getValue()).stream())
                .map(TensorSpec::name);
        return Stream.concat(ofWeights, vectors.stream()).collect(Collectors.toSet());
    }

    private static SortedMap<String, PackedWeight> weights(
            Map<String, ByteBuffer> bytes, Map<String, PackedLayout> layouts) {
        SortedMap<String, PackedWeight> weights = new TreeMap<>();
        layouts.forEach((name, layout) -> weights.put(name, StoredTensors.packed(name, layout, bytes::get)));
        return weights;
    }

    private static SortedMap<String, float[]> vectors(Map<String, ByteBuffer> bytes, Set<String> names) {
        SortedMap<String, float[]> vectors = new TreeMap<>();
        names.forEach(name -> vectors.put(name, StoredTensors.floats(bytes.get(name))));
        return vectors;
    }

    private static String digest(SortedMap<String, ByteBuffer> bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            bytes.forEach((name, content) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(content.duplicate());
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
