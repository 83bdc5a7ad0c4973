package dev.ordo.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ordo.model.checkpoint.JsonFiles;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.tokenizer.TokenizerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Which tokens begin and end a text, pad it, and stand for what is unknown: as {@code tokenizer_config.json} says, else
 * {@code special_tokens_map.json}, else {@code config.json}.
 */
final class SpecialTokens {
    private static final String PREFIX = "tokenizer.ggml.";

    private final JsonNode tokenizer;
    private final JsonNode settings;
    private final JsonNode map;
    private final TokenList tokens;
    private final ModelConfig config;

    private SpecialTokens(JsonNode tokenizer, JsonNode settings, JsonNode map, TokenList tokens, ModelConfig config) {
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.map = map;
        this.tokens = tokens;
        this.config = config;
    }

    /** @param tokenizer the content of {@code tokenizer.json} */
    static SpecialTokens read(Path checkpoint, JsonNode tokenizer, TokenList tokens, ModelConfig config) {
        return new SpecialTokens(
                tokenizer,
                optional(checkpoint.resolve("tokenizer_config.json")),
                optional(checkpoint.resolve("special_tokens_map.json")),
                tokens,
                config);
    }

    private static JsonNode optional(Path file) {
        return Files.exists(file)
                ? JsonFiles.read(file, problem -> new TokenizerException(file, problem))
                : JsonNodeFactory.instance.objectNode();
    }

    /** @param losses told of tokens that end a text, but for which there is no key */
    void write(MetadataWriter metadata, Consumer<String> losses) {
        id("bos").ifPresent(id -> metadata.integer(PREFIX + "bos_token_id", id));
        Optional<Integer> end = id("eos");
        end.ifPresent(id -> metadata.integer(PREFIX + "eos_token_id", id));
        id("unk").ifPresent(id -> metadata.integer(PREFIX + "unknown_token_id", id));
        id("pad").ifPresent(id -> metadata.integer(PREFIX + "padding_token_id", id));
        otherEnds(end, metadata, losses);
        metadata.flag(PREFIX + "add_bos_token", adds("bos", 0));
        metadata.flag(PREFIX + "add_eos_token", adds("eos", -1));
    }

    /** Beside the end of a text, llama.cpp knows an end of a turn and one of a message; generation ends at each of them. */
    private void otherEnds(Optional<Integer> end, MetadataWriter metadata, Consumer<String> losses) {
        List<String> keys = List.of("eot_token_id", "eom_token_id");
        List<Integer> others = config.eosTokenIds().stream()
                .filter(id -> id < tokens.texts().size() && !end.equals(Optional.of(id)))
                .toList();
        for (int i = 0; i < others.size(); i++) {
            if (i < keys.size()) {
                metadata.integer(PREFIX + keys.get(i), others.get(i));
            } else {
                losses.accept("GGUF has no key for the further end token " + others.get(i));
            }
        }
    }

    private Optional<Integer> id(String role) {
        return text(role).map(tokens.texts()::indexOf).filter(id -> id >= 0).or(() -> configured(role));
    }

    private Optional<String> text(String role) {
        return Stream.of(settings, map)
                .map(file -> file.path(role + "_token"))
                .map(token -> token.isObject() ? token.path("content") : token)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
    }

    private Optional<Integer> configured(String role) {
        JsonNode id = config.json().path(role + "_token_id");
        return Optional.of(id.isArray() ? id.path(0) : id)
                .filter(JsonNode::isInt)
                .map(JsonNode::intValue)
                .filter(each -> each >= 0 && each < tokens.texts().size());
    }

    /** Whether texts get this token: as the settings say, else as {@code tokenizer.json} lays a single text out. */
    private boolean adds(String role, int place) {
        JsonNode said = settings.path("add_" + role + "_token");
        Optional<String> token = text(role);
        return said.isBoolean() ? said.booleanValue() : token.isPresent() && token.equals(laidOut(place));
    }

    private Optional<String> laidOut(int place) {
        JsonNode processor = tokenizer.path("post_processor");
        JsonNode all = processor.path("processors");
        for (JsonNode each : all.isArray() ? all : List.of(processor)) {
            JsonNode single = each.path("single");
            if (each.path("type").asText().equals("TemplateProcessing") && !single.isEmpty()) {
                JsonNode token =
                        single.path(place < 0 ? single.size() - 1 : place).path("SpecialToken");
                return Optional.ofNullable(token.path("id").textValue());
            }
        }
        return Optional.empty();
    }
}
