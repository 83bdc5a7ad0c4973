package dev.ordo.model.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.FileAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Ordo itself needs to know of a {@code tokenizer.json}, checked before native code is given the file. */
final class TokenizerFile {
    private static final long MAX_BYTES = 256L << 20;
    private static final JsonMapper MAPPER = new JsonMapper();

    private TokenizerFile() {}

    /** One more than the largest token id. */
    static int vocabSize(Path file) {
        JsonNode json = read(file);
        if (!json.path("model").isObject()) {
            throw new TokenizerException(file, "has no model");
        }
        int size = vocabularySize(json.path("model").path("vocab"));
        for (JsonNode token : json.path("added_tokens")) {
            size = Math.max(size, token.path("id").asInt(-1) + 1);
        }
        if (size == 0) {
            throw new TokenizerException(file, "has an empty vocabulary");
        }
        return size;
    }

    /** BPE and WordPiece map tokens to ids; Unigram lists them in the order of their ids. */
    private static int vocabularySize(JsonNode vocabulary) {
        if (vocabulary.isArray()) {
            return vocabulary.size();
        }
        int size = 0;
        for (JsonNode id : vocabulary) {
            size = Math.max(size, id.asInt(-1) + 1);
        }
        return size;
    }

    private static JsonNode read(Path file) {
        if (!Files.exists(file)) {
            throw new TokenizerException(file, "does not exist");
        }
        if (!Files.isRegularFile(file)) {
            throw new TokenizerException(file, "is not a regular file");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new TokenizerException(file, "is larger than " + MAX_BYTES + " bytes");
            }
            return MAPPER.readTree(file.toFile());
        } catch (JsonEOFException e) {
            throw new TokenizerException(file, "is not JSON: it ends too early", e);
        } catch (JsonProcessingException e) {
            throw new TokenizerException(file, "is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        }
    }
}
