package dev.ordo.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A small checkpoint of the decoder's fixtures, with a tokenizer of 24 letters, a merge and two added tokens. */
record Exportable(Path directory) {
    private static final JsonMapper JSON = new JsonMapper();

    static Exportable of(String fixture, Path directory) {
        try {
            Path source = Path.of(Exportable.class
                    .getResource("/dev/ordo/model/decoder/" + fixture)
                    .toURI());
            Files.createDirectories(directory);
            for (String file : new String[] {"config.json", "model.safetensors"}) {
                Files.copy(source.resolve(file), directory.resolve(file));
            }
            return giveTokenizer(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Exportable giveTokenizer(Path directory) {
        Exportable made = new Exportable(directory);
        made.write("tokenizer.json", tokenizer());
        return made;
    }

    private static ObjectNode tokenizer() {
        ObjectNode json = JSON.createObjectNode();
        json.putArray("added_tokens").add(added(25, "<s>", true)).add(added(27, "<tool>", false));
        json.set("normalizer", PreTokenizer.QWEN_2.normalizer());
        json.set("pre_tokenizer", PreTokenizer.QWEN_2.json());
        ObjectNode model = json.putObject("model").put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < 24; id++) {
            vocabulary.put(String.valueOf((char) ('a' + id)), id);
        }
        vocabulary.put("th", 24);
        model.putArray("merges").addArray().add("t").add("h");
        return json;
    }

    private static ObjectNode added(int id, String content, boolean special) {
        return JSON.createObjectNode().put("id", id).put("content", content).put("special", special);
    }

    Exportable edit(String file, Consumer<ObjectNode> change) {
        try {
            ObjectNode json = Files.exists(directory.resolve(file))
                    ? (ObjectNode) JSON.readTree(directory.resolve(file).toFile())
                    : JSON.createObjectNode();
            change.accept(json);
            write(file, json);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String file, JsonNode json) {
        try {
            Files.writeString(directory.resolve(file), json.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
