package dev.ordo.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Awkward texts against transformers (tools/golden/awkward.py): emoji, CRLF, what looks like a special token and what is one, the
 * empty text, lines of 100 kB. Ids are exactly equal.
 */
class TokenizerGoldenTest {

    @ParameterizedTest
    @ValueSource(strings = {"qwen", "llama3", "smollm", "llama2"})
    void givesTheReferencesIdsAndTheTextThatTheyGiveBack(String kind) throws Exception {
        JsonNode golden = golden();
        try (TextTokenizer tokenizer = open(kind)) {
            for (int i = 0; i < golden.required("texts").size(); i++) {
                String text = golden.required("texts").get(i).textValue();
                int[] expected = ints(golden.required(kind).required("ids").get(i));

                assertThat(tokenizer.encode(text)).as(text).containsExactly(expected);
                assertThat(tokenizer.decode(expected))
                        .isEqualTo(
                                golden.required(kind).required("decoded").get(i).textValue());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen", "llama3", "smollm", "llama2"})
    void givesTheReferencesIdsOfALineOf100KilobytesOrMore(String kind) throws Exception {
        JsonNode golden = golden();
        try (TextTokenizer tokenizer = open(kind)) {
            for (int i = 0; i < golden.required("lines").size(); i++) {
                JsonNode line = golden.required("lines").get(i);
                String text = line.required("unit")
                        .textValue()
                        .repeat(line.required("times").intValue());

                assertThat(digest(tokenizer.encode(text)))
                        .as("line of " + line.required("unit"))
                        .isEqualTo(
                                golden.required(kind).required("digests").get(i).textValue());
            }
        }
    }

    private static String digest(int[] ids) throws NoSuchAlgorithmException {
        ByteBuffer bytes = ByteBuffer.allocate(ids.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(ids);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }

    private static JsonNode golden() throws IOException {
        try (InputStream in = TokenizerGoldenTest.class.getResourceAsStream("expected.json")) {
            return new JsonMapper().readTree(in);
        }
    }

    private static TextTokenizer open(String kind) throws URISyntaxException {
        return TextTokenizer.open(
                Path.of(TokenizerGoldenTest.class.getResource(kind).toURI()));
    }
}
