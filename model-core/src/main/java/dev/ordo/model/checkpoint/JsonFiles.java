package dev.ordo.model.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.FileAccessException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** The small JSON files of a checkpoint: read strictly and within bounds, written the same way every time. */
public final class JsonFiles {
    private static final long MAX_BYTES = 64L << 20;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFiles() {}

    /** Reads one document; {@code invalid} makes the exception for a file that is none. */
    public static JsonNode read(Path file, Function<String, ? extends RuntimeException> invalid) {
        if (!Files.exists(file)) {
            throw new CheckpointFileMissingException(file);
        }
        if (!Files.isRegularFile(file)) {
            throw invalid.apply("must be a regular file");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw invalid.apply("is larger than " + MAX_BYTES + " bytes");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return parse(text, invalid);
        } catch (CharacterCodingException e) {
            throw invalid.apply("is not UTF-8");
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        }
    }

    /** Reads one document from a text. */
    static JsonNode parse(String text, Function<String, ? extends RuntimeException> invalid) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonEOFException e) {
            throw invalid.apply("is not JSON: it ends too early");
        } catch (JsonProcessingException e) {
            throw invalid.apply("is not JSON: " + e.getOriginalMessage());
        }
    }

    /** Writes indented by two spaces, with line feeds, the fields in their order. */
    static void write(Path file, JsonNode json) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        try {
            Files.writeString(file, MAPPER.writer(printer).writeValueAsString(json) + "\n");
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        }
    }
}
