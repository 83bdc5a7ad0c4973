package dev.ordo.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.model.chat.ChatTemplate;
import dev.ordo.model.checkpoint.JsonFiles;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.tokenizer.TokenizerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Says in llama.cpp's words what a {@code tokenizer.json} says: byte-level BPE, of a pre-tokenizer that has a name there. */
final class TokenizerMetadata {
    private static final String PREFIX = "tokenizer.ggml.";

    private final Path file;
    private final JsonNode json;

    private TokenizerMetadata(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    /**
     * Writes vocabulary, merges, special tokens and chat template of a checkpoint.
     *
     * @param losses told what llama.cpp will do otherwise
     * @throws TokenizerException if there is no tokenizer, or one that llama.cpp has no name for
     * @throws dev.ordo.model.chat.ChatTemplateException if the chat template cannot be read
     */
    static void write(Path checkpoint, ModelConfig config, MetadataWriter metadata, Consumer<String> losses) {
        Path file = checkpoint.resolve("tokenizer.json");
        JsonNode json = JsonFiles.read(file, problem -> new TokenizerException(file, problem));
        TokenizerMetadata tokenizer = new TokenizerMetadata(file, json);
        tokenizer.requireByteLevelPairs();
        PreTokenizer pre = PreTokenizer.matching(json)
                .orElseThrow(() -> tokenizer.refused("cuts texts in a way that"
                        + " llama.cpp has no name for; expected the way of " + PreTokenizer.names()));
        if (json.path("normalizer").path("type").asText().equals("NFC")) {
            losses.accept("llama.cpp does not compose characters (NFC) before it cuts a text, as this tokenizer does");
        }
        metadata.text(PREFIX + "model", "gpt2").text(PREFIX + "pre", pre.spelling());
        TokenList tokens = TokenList.of(file, json, config.vocabSize());
        metadata.texts(PREFIX + "tokens", tokens.texts());
        metadata.integers(PREFIX + "token_type", tokens.types());
        metadata.texts(PREFIX + "merges", tokenizer.merges());
        SpecialTokens.read(checkpoint, json, tokens, config).write(metadata, losses);
        ChatTemplate.text(checkpoint).ifPresent(text -> metadata.text("tokenizer.chat_template", text));
    }

    private void requireByteLevelPairs() {
        JsonNode model = json.path("model");
        String type = model.path("type").asText();
        if (!type.equals("BPE") || model.path("byte_fallback").asBoolean()) {
            throw refused("is a tokenizer of kind '" + type + "'; expected byte-level BPE, without byte_fallback");
        }
        for (String field : List.of("dropout", "continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.path(field).asText("").isEmpty() && !model.path(field).isNull()) {
                throw refused("has model." + field + " " + model.path(field) + ", which llama.cpp does not compute");
            }
        }
    }

    /** Each is two tokens and a space between, or a pair of them. */
    private List<String> merges() {
        List<String> merges = new ArrayList<>();
        for (JsonNode each : json.path("model").path("merges")) {
            String merge =
                    each.isArray() ? each.path(0).asText() + " " + each.path(1).asText() : each.asText();
            if (merge.split(" ", -1).length != 2) {
                throw refused("has the merge '" + merge + "'; expected two tokens without spaces");
            }
            merges.add(merge);
        }
        return merges;
    }

    private TokenizerException refused(String problem) {
        return new TokenizerException(file, problem);
    }
}
