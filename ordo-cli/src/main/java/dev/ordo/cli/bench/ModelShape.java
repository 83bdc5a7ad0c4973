package dev.ordo.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.cli.CommandFailure;
import dev.ordo.model.checkpoint.ModelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A published model's shape, for weights that need not be that model's.
 *
 * @param name as {@code qwen2.5-3b}
 * @param config its widths, types and constants
 */
public record ModelShape(String name, ModelConfig config) {
    /** The names there are. */
    public static final List<String> NAMES = List.of("smollm2-135m", "qwen2.5-3b");

    /**
     * The shape of a name.
     *
     * @throws CommandFailure if there is none
     */
    public static ModelShape named(String name) {
        if (!NAMES.contains(name)) {
            throw new CommandFailure("no shape named " + name + "; expected one of " + String.join(", ", NAMES));
        }
        try (InputStream json = ModelShape.class.getResourceAsStream(name + ".json")) {
            JsonNode config = new ObjectMapper().readTree(json);
            return new ModelShape(name, ModelConfig.parse(config));
        } catch (IOException e) {
            throw new UncheckedIOException("the shape " + name + " cannot be read", e);
        }
    }
}
