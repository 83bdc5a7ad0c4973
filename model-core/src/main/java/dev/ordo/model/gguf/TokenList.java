package dev.ordo.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.model.tokenizer.TokenizerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Every row of an embedding with the token that it stands for.
 *
 * @param texts tokens as the vocabulary spells them; {@code [PADn]} of a row n that no token has
 * @param types llama.cpp's kinds of them
 */
record TokenList(List<String> texts, List<Integer> types) {
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;

    TokenList {
        texts = List.copyOf(texts);
        types = List.copyOf(types);
    }

    /**
     * The tokens of a {@code tokenizer.json}.
     *
     * @param file for messages
     * @param rows of the embedding
     * @throws TokenizerException if there are ids beyond them
     */
    static TokenList of(Path file, JsonNode json, int rows) {
        List<String> texts = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            texts.add("[PAD" + row + "]");
        }
        List<Integer> types = new ArrayList<>(Collections.nCopies(rows, UNUSED));
        json.path("model").path("vocab").properties().forEach(token -> {
            int row = row(file, token.getValue(), rows);
            texts.set(row, token.getKey());
            types.set(row, NORMAL);
        });
        for (JsonNode token : json.path("added_tokens")) {
            int row = row(file, token.path("id"), rows);
            texts.set(row, token.path("content").asText());
            types.set(row, token.path("special").asBoolean() ? CONTROL : USER_DEFINED);
        }
        return new TokenList(texts, types);
    }

    private static int row(Path file, JsonNode id, int rows) {
        int row = id.asInt(-1);
        if (row < 0 || row >= rows) {
            throw new TokenizerException(file, "has the id " + id + ", but the embedding has " + rows + " rows");
        }
        return row;
    }
}
