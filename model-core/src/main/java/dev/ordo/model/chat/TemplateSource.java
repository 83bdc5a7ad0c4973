package dev.ordo.model.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.FileAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a checkpoint keeps its chat template: {@code chat_template.jinja}, or {@code chat_template} in
 * {@code tokenizer_config.json}, a text or a list of which {@code default} is taken.
 *
 * @param file that it was found in
 * @param text the template
 * @param specialTokens what the tokenizer calls {@code bos_token}, {@code eos_token} and so on
 */
record TemplateSource(Path file, String text, Map<String, String> specialTokens) {
    private static final String CONFIG = "tokenizer_config.json";
    private static final String FIELD = "chat_template";
    private static final long MAX_BYTES = 32L << 20;
    private static final int MAX_CHARACTERS = 256 << 10;

    /** @throws ChatTemplateException if it cannot be read */
    static Optional<TemplateSource> find(Path checkpoint) {
        Path config = checkpoint.resolve(CONFIG);
        JsonNode json = Files.exists(config) ? json(config) : new JsonMapper().createObjectNode();
        Path own = checkpoint.resolve("chat_template.jinja");
        Path file = Files.exists(own) ? own : config;
        String text = Files.exists(own) ? text(own) : inConfig(json.path(FIELD));
        if (text == null) {
            return Optional.empty();
        }
        if (text.length() > MAX_CHARACTERS) {
            throw new ChatTemplateException(file, "has a chat template of more than " + MAX_CHARACTERS + " characters");
        }
        return Optional.of(new TemplateSource(file, text, specialTokens(json)));
    }

    private static String inConfig(JsonNode template) {
        for (JsonNode each : template) {
            if (each.path("name").asText().equals("default")) {
                return each.path("template").textValue();
            }
        }
        return template.textValue();
    }

    private static Map<String, String> specialTokens(JsonNode config) {
        Map<String, String> tokens = new TreeMap<>();
        config.properties().forEach(each -> {
            JsonNode value = each.getValue().isObject() ? each.getValue().path("content") : each.getValue();
            if (each.getKey().endsWith("_token") && value.isTextual()) {
                tokens.put(each.getKey(), value.textValue());
            }
        });
        return tokens;
    }

    private static JsonNode json(Path file) {
        try {
            return new JsonMapper().readTree(text(file));
        } catch (JsonProcessingException e) {
            throw new ChatTemplateException(file, "is not JSON: " + e.getOriginalMessage());
        }
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ChatTemplateException(file, "is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        }
    }
}
