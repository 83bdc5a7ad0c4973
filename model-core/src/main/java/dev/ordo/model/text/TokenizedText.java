package dev.ordo.model.text;

import dev.ordo.dataset.DataFile;
import dev.ordo.model.FileAccessException;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.TokenMask;
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
 * The token ids of a data set: of a text, encoded in one piece and without special tokens, every one of which counts; or of
 * chat, one conversation after the other as the checkpoint's template writes them, where what the assistant says counts.
 *
 * @param name what messages call the data set
 * @param ids its ids; not copied, not to be changed
 * @param mask which of them count: are trained on, and scored
 */
@SuppressWarnings("ArrayRecordComponent")
public record TokenizedText(String name, int[] ids, TokenMask mask) {

    /** A text of which everything counts. */
    public TokenizedText(String name, int[] ids) {
        this(name, ids, TokenMask.ALL);
    }

    /**
     * Reads a file and encodes it: chat if its name ends in {@code .jsonl}, else UTF-8 text.
     *
     * @param checkpoint whose tokenizer is used
     * @throws InvalidTextException if there is no such file, or it is not UTF-8
     * @throws dev.ordo.dataset.InvalidDataException if a line is no record of chat
     * @throws dev.ordo.model.chat.ChatTemplateException if the checkpoint has no chat template, or it cannot be used
     * @throws TokenizerException if the checkpoint has no usable tokenizer, or it gives ids that the embedding does not have
     */
    public static TokenizedText read(Path text, CheckpointDirectory checkpoint) {
        try (TextTokenizer tokenizer = TextTokenizer.open(checkpoint.path())) {
            TokenizedText found = DataFile.of(text).isChat()
                    ? ChatText.read(text, checkpoint.path(), tokenizer)
                    : new TokenizedText(text.getFileName().toString(), tokenizer.encode(content(text)));
            int rows = checkpoint.config().vocabSize();
            Arrays.stream(found.ids()).filter(id -> id >= rows).findFirst().ifPresent(id -> {
                throw new TokenizerException(
                        checkpoint.path(), "gives token " + id + ", but the embedding has " + rows + " rows");
            });
            return found;
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

    /**
     * At most so many ids, from the beginning, of which some can be scored.
     *
     * @throws InvalidTextException if there are fewer than two, or none but the first of them counts
     */
    public TokenizedText scorable(long count) {
        TokenizedText some = first(count);
        int tokens = some.atLeast(2, "evaluation").length;
        if (some.mask().count(1, tokens) == 0) {
            throw new InvalidTextException(
                    name + " has no token of the assistant among its first " + tokens + ", so that none is scored");
        }
        return some;
    }

    /** The same data set under another name. */
    public TokenizedText named(String other) {
        return new TokenizedText(other, ids, mask);
    }

    /** At most so many ids, from the beginning. */
    public TokenizedText first(long count) {
        return count >= ids.length
                ? this
                : new TokenizedText(name, Arrays.copyOf(ids, (int) count), mask.range(0, (int) count));
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
