package dev.ordo.model.text;

import dev.ordo.model.FileAccessException;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.tokenizer.TextTokenizer;
import dev.ordo.model.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The token ids of a whole text, encoded in one piece and without special tokens.
 *
 * @param name what messages call the text
 * @param ids its ids; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record TokenizedText(String name, int[] ids) {

    /**
     * Reads a UTF-8 text and encodes it.
     *
     * @param checkpoint whose tokenizer is used
     * @throws InvalidTextException if there is no such file, or it is not UTF-8
     * @throws TokenizerException if the checkpoint has no usable tokenizer, or it gives ids that the embedding does not have
     */
    public static TokenizedText read(Path text, CheckpointDirectory checkpoint) {
        String content = content(text);
        try (TextTokenizer tokenizer = TextTokenizer.open(checkpoint.path())) {
            int[] ids = tokenizer.encode(content);
            int rows = checkpoint.config().vocabSize();
            Arrays.stream(ids).filter(id -> id >= rows).findFirst().ifPresent(id -> {
                throw new TokenizerException(
                        checkpoint.path(), "gives token " + id + ", but the embedding has " + rows + " rows");
            });
            return new TokenizedText(text.getFileName().toString(), ids);
        }
    }

    /**
     * The ids, if there are enough.
     *
     * @param purpose what they are for, as {@code calibration}
     * @param needed how many that takes
     * @throws InvalidTextException naming both numbers, if there are fewer
     */
    public int[] atLeast(long needed, String purpose) {
        if (ids.length < needed) {
            throw new InvalidTextException(
                    name + " has " + ids.length + " tokens, but " + purpose + " needs " + needed);
        }
        return ids;
    }

    /** At most so many ids, from the beginning. */
    public TokenizedText first(long count) {
        return count >= ids.length ? this : new TokenizedText(name, Arrays.copyOf(ids, (int) count));
    }

    private static String content(Path text) {
        if (!Files.isRegularFile(text)) {
            throw new InvalidTextException(text.getFileName() + " is no file");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(text));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidTextException(text.getFileName() + " is not UTF-8");
        } catch (IOException e) {
            throw new FileAccessException(text, e);
        }
    }
}
