package dev.ordo.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** How a text is cut before byte pairs are merged: what llama.cpp keeps as a name, {@code tokenizer.json} spells out. */
enum PreTokenizer {
    /** The regular expression of GPT-2. */
    GPT_2("gpt-2") {
        @Override
        void addSteps(ArrayNode steps) {
            steps.add(byteLevel(true));
        }
    },
    /** Digits one by one, then as GPT-2. */
    SMOLLM("smollm") {
        @Override
        void addSteps(ArrayNode steps) {
            steps.addObject().put("type", "Digits").put("individual_digits", true);
            steps.add(byteLevel(true));
        }
    },
    /** Digits in threes; whole words that are tokens are not merged from parts. */
    LLAMA_3("llama-bpe") {
        @Override
        void addSteps(ArrayNode steps) {
            splitWords(steps, "\\p{N}{1,3}");
        }

        @Override
        boolean ignoresMerges() {
            return true;
        }
    },
    /** Digits one by one, text composed first (NFC). */
    QWEN_2("qwen2") {
        @Override
        void addSteps(ArrayNode steps) {
            splitWords(steps, "\\p{N}");
        }

        @Override
        JsonNode normalizer() {
            return JsonNodeFactory.instance.objectNode().put("type", "NFC");
        }
    };

    private final String spelling;

    PreTokenizer(String spelling) {
        this.spelling = spelling;
    }

    /** The one that llama.cpp calls by this name. */
    static Optional<PreTokenizer> of(String spelling) {
        return Arrays.stream(values())
                .filter(each -> each.spelling.equals(spelling))
                .findFirst();
    }

    /**
     * The one that a {@code tokenizer.json} spells out.
     *
     * @param json the whole file
     */
    static Optional<PreTokenizer> matching(JsonNode json) {
        boolean ignoresMerges = json.path("model").path("ignore_merges").asBoolean(false);
        List<String> steps = steps(json.path("pre_tokenizer"));
        String normalizer = json.path("normalizer").path("type").asText("");
        return Arrays.stream(values())
                .filter(each -> each.ignoresMerges() == ignoresMerges)
                .filter(each -> steps(each.json()).equals(steps))
                .filter(each -> normalizer.isEmpty()
                        || normalizer.equals(each.normalizer().path("type").asText("")))
                .findFirst();
    }

    /** What decides where a text is cut, step by step. */
    private static List<String> steps(JsonNode preTokenizer) {
        if (preTokenizer.path("type").asText().equals("Sequence")) {
            return StreamSupport.stream(preTokenizer.path("pretokenizers").spliterator(), false)
                    .flatMap(each -> steps(each).stream())
                    .toList();
        }
        return switch (preTokenizer.path("type").asText()) {
            case "Digits" ->
                List.of("Digits " + preTokenizer.path("individual_digits").asBoolean(false));
            case "ByteLevel" ->
                List.of("ByteLevel " + preTokenizer.path("add_prefix_space").asBoolean(true) + " "
                        + preTokenizer.path("use_regex").asBoolean(true));
            case "Split" ->
                List.of("Split " + preTokenizer.path("pattern") + " " + preTokenizer.path("behavior") + " "
                        + preTokenizer.path("invert").asBoolean(false));
            default -> List.of(preTokenizer.toString());
        };
    }

    String spelling() {
        return spelling;
    }

    static String names() {
        return Arrays.stream(values()).map(each -> each.spelling).collect(Collectors.joining(", "));
    }

    ObjectNode json() {
        ObjectNode sequence = JsonNodeFactory.instance.objectNode().put("type", "Sequence");
        addSteps(sequence.putArray("pretokenizers"));
        return sequence;
    }

    JsonNode normalizer() {
        return JsonNodeFactory.instance.nullNode();
    }

    boolean ignoresMerges() {
        return false;
    }

    abstract void addSteps(ArrayNode steps);

    /** @param cutting whether it cuts words as GPT-2 does, beside spelling bytes as characters */
    static ObjectNode byteLevel(boolean cutting) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", cutting);
    }

    /** English contractions, words with a leading mark, numbers, marks, line ends, spaces. */
    private static void splitWords(ArrayNode steps, String numbers) {
        String words = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + numbers
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
        ObjectNode split = steps.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", words);
        split.put("behavior", "Isolated").put("invert", false);
        steps.add(byteLevel(false));
    }
}
