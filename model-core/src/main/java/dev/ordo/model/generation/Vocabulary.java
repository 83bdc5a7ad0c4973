package dev.ordo.model.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.JsonFiles;
import dev.ordo.model.tokenizer.TextTokenizer;
import dev.ordo.model.tokenizer.TokenizerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tokens that a text may be continued with.
 *
 * @param size ids from 0 to here have a text; an embedding may have more rows, which are never chosen
 * @param stops ids that end a text, and are no part of it
 */
public record Vocabulary(int size, Set<Integer> stops) {
    public Vocabulary {
        stops = Set.copyOf(stops);
    }

    /**
     * The vocabulary of a checkpoint. A text ends at what {@code config.json} and {@code generation_config.json} call
     * {@code eos_token_id}, and at what {@code tokenizer_config.json} calls {@code eos_token}.
     *
     * @throws TokenizerException if one of the latter two is not JSON
     */
    public static Vocabulary of(CheckpointDirectory checkpoint, TextTokenizer tokenizer) {
        Set<Integer> stops = new TreeSet<>(checkpoint.config().eosTokenIds());
        JsonNode ids = json(checkpoint.path().resolve("generation_config.json")).path("eos_token_id");
        if (ids.isInt()) {
            stops.add(ids.intValue());
        }
        ids.forEach(id -> stops.add(id.asInt()));
        JsonNode eos = json(checkpoint.path().resolve("tokenizer_config.json")).path("eos_token");
        int[] spelled = tokenizer.encode((eos.isObject() ? eos.path("content") : eos).asText(""));
        if (spelled.length == 1) {
            stops.add(spelled[0]);
        }
        return new Vocabulary(
                Math.min(tokenizer.vocabSize(), checkpoint.config().vocabSize()), stops);
    }

    private static JsonNode json(Path file) {
        return Files.exists(file)
                ? JsonFiles.read(file, problem -> new TokenizerException(file, problem))
                : MissingNode.getInstance();
    }
}
