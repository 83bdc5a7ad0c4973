package dev.ordo.distiller.algorithm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.FileAccessException;
import dev.ordo.model.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Whether two checkpoints turn every text into the same ids: equal {@code tokenizer.json}, or differing only in what plays no
 * part when whole texts are encoded without special tokens.
 */
final class TokenizerIdentity {
    private static final String FILE = "tokenizer.json";
    private static final List<String> WITHOUT_EFFECT =
            List.of("version", "truncation", "padding", "post_processor", "decoder");
    private static final JsonMapper MAPPER = new JsonMapper();

    private TokenizerIdentity() {}

    /** @throws DistillationRefusedException naming the first part of the file that differs */
    static void require(Path student, Path teacher) {
        Path ours = student.resolve(FILE);
        Path theirs = teacher.resolve(FILE);
        if (sameBytes(ours, theirs)) {
            return;
        }
        ObjectNode left = read(ours);
        ObjectNode right = read(theirs);
        for (String part : parts(left, right)) {
            if (!left.path(part).equals(right.path(part))) {
                throw new DistillationRefusedException("student and teacher must have the same tokenizer, but their "
                        + FILE + " differ in '" + part + "'");
            }
        }
    }

    private static List<String> parts(ObjectNode left, ObjectNode right) {
        ObjectNode both = MAPPER.createObjectNode();
        both.setAll(left);
        both.setAll(right);
        both.remove(WITHOUT_EFFECT);
        return both.properties().stream().map(Map.Entry::getKey).sorted().toList();
    }

    private static boolean sameBytes(Path left, Path right) {
        try {
            return Files.exists(left) && Files.exists(right) && Files.mismatch(left, right) < 0;
        } catch (IOException e) {
            throw new FileAccessException(left, e);
        }
    }

    private static ObjectNode read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new TokenizerException(file, "does not exist");
        }
        try {
            JsonNode json = MAPPER.readTree(file.toFile());
            if (json instanceof ObjectNode object) {
                return object;
            }
            throw new TokenizerException(file, "is no JSON object");
        } catch (JsonProcessingException e) {
            throw new TokenizerException(file, "is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        }
    }
}
