package dev.ordo.model.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.tokenizer.TokenizerException;
import java.util.List;
import java.util.Optional;

/** The tokenizer of a file, in the words of {@code tokenizer.json} and {@code tokenizer_config.json}: byte-level BPE. */
final class GgufTokenizer {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PREFIX = "tokenizer.ggml.";
    private static final long CONTROL = 3;
    private static final long USER_DEFINED = 4;
    /** Fills a row of the embedding that no token has. */
    private static final long UNUSED = 5;

    private final GgufMetadata metadata;
    private final PreTokenizer preTokenizer;
    private final List<String> tokens;
    private final List<Long> types;

    private GgufTokenizer(GgufMetadata metadata, PreTokenizer preTokenizer, List<String> tokens, List<Long> types) {
        this.metadata = metadata;
        this.preTokenizer = preTokenizer;
        this.tokens = tokens;
        this.types = types;
    }

    /**
     * @param rows of the embedding
     * @throws TokenizerException if there is no tokenizer, if it is of a kind that Ordo does not read, or if it has more tokens
     *     than the embedding has rows
     */
    static GgufTokenizer of(GgufMetadata metadata, int rows) {
        String model = metadata.optionalText(PREFIX + "model")
                .orElseThrow(() -> refused(metadata, "has no tokenizer: there is no " + PREFIX + "model"));
        if (!model.equals("gpt2")) {
            throw refused(metadata, "has a tokenizer of kind '" + model + "'; byte-level BPE ('gpt2') is read");
        }
        String pre = metadata.optionalText(PREFIX + "pre").orElse("");
        PreTokenizer preTokenizer = PreTokenizer.of(pre)
                .orElseThrow(() -> refused(
                        metadata,
                        PREFIX + "pre is '" + pre + "', which is not supported; " + PreTokenizer.names() + " are"));
        List<String> tokens = metadata.list(PREFIX + "tokens", String.class);
        List<Long> types = metadata.list(PREFIX + "token_type", Long.class);
        if (tokens.size() != types.size()) {
            throw refused(metadata, "has " + tokens.size() + " tokens, but " + types.size() + " types of them");
        }
        if (tokens.size() > rows) {
            throw refused(metadata, "has " + tokens.size() + " tokens, but the embedding has " + rows + " rows");
        }
        return new GgufTokenizer(metadata, preTokenizer, tokens, types);
    }

    private static TokenizerException refused(GgufMetadata metadata, String problem) {
        return new TokenizerException(metadata.file(), problem);
    }

    void writeTo(CheckpointWriter writer) {
        writer.writeText("tokenizer.json", tokenizer());
        writer.writeText("tokenizer_config.json", settings(writer.config().maxPositionEmbeddings()));
    }

    private ObjectNode tokenizer() {
        ObjectNode json = JSON.objectNode();
        json.put("version", "1.0").putNull("truncation").putNull("padding");
        json.set("added_tokens", addedTokens());
        json.set("normalizer", preTokenizer.normalizer());
        json.set("pre_tokenizer", preTokenizer.json());
        json.putNull("post_processor");
        json.set("decoder", PreTokenizer.byteLevel(true));
        json.set("model", model());
        return json;
    }

    private ArrayNode addedTokens() {
        ArrayNode added = JSON.arrayNode();
        for (int id = 0; id < tokens.size(); id++) {
            long type = types.get(id);
            if (type == CONTROL || type == USER_DEFINED) {
                added.addObject()
                        .put("id", id)
                        .put("content", tokens.get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", type == CONTROL);
            }
        }
        return added;
    }

    private ObjectNode model() {
        ObjectNode model = JSON.objectNode();
        model.put("type", "BPE").putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", preTokenizer.ignoresMerges());
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            if (types.get(id) == UNUSED) {
                continue;
            }
            if (vocabulary.has(tokens.get(id))) {
                throw refused(metadata, "has the token '" + tokens.get(id) + "' twice, the second time as " + id);
            }
            vocabulary.put(tokens.get(id), id);
        }
        ArrayNode merges = model.putArray("merges");
        for (String merge : metadata.list(PREFIX + "merges", String.class)) {
            String[] halves = merge.split(" ", -1);
            if (halves.length != 2) {
                throw refused(metadata, "has the merge '" + merge + "'; two tokens and a space between were expected");
            }
            merges.addArray().add(halves[0]).add(halves[1]);
        }
        return model;
    }

    private ObjectNode settings(int context) {
        ObjectNode json = JSON.objectNode();
        json.put("tokenizer_class", "PreTrainedTokenizerFast");
        token(json, "bos_token", "bos_token_id");
        token(json, "eos_token", "eos_token_id");
        token(json, "unk_token", "unknown_token_id");
        token(json, "pad_token", "padding_token_id");
        json.put("add_bos_token", flag("add_bos_token")).put("add_eos_token", flag("add_eos_token"));
        json.put("clean_up_tokenization_spaces", false).put("model_max_length", context);
        metadata.optionalText("tokenizer.chat_template").ifPresent(text -> json.put("chat_template", text));
        return json;
    }

    private boolean flag(String name) {
        return metadata.optionalFlag(PREFIX + name).orElse(false);
    }

    private void token(ObjectNode json, String field, String key) {
        Optional<Integer> id = metadata.optionalInteger(PREFIX + key);
        id.filter(each -> each >= tokens.size()).ifPresent(each -> {
            throw refused(metadata, "has " + tokens.size() + " tokens, but " + PREFIX + key + " is " + each);
        });
        json.put(field, id.map(tokens::get).orElse(null));
    }
}
