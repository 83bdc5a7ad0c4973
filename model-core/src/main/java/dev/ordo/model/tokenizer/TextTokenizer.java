package dev.ordo.model.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.ordo.model.FileAccessException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Turns text into token ids and back, adding nothing, cutting nothing and padding nothing. Safe for use by several
 * threads.
 *
 * <p>A text is always encoded as a whole: where it is cut, some tokenizers yield other ids. A special token that is
 * spelled out in the text becomes its id, as in transformers.
 */
public final class TextTokenizer implements AutoCloseable {
    private static final String FILE = "tokenizer.json";

    private final HuggingFaceTokenizer tokenizer;
    private final int vocabSize;

    private TextTokenizer(HuggingFaceTokenizer tokenizer, int vocabSize) {
        this.tokenizer = tokenizer;
        this.vocabSize = vocabSize;
    }

    /**
     * Loads the tokenizer of a checkpoint.
     *
     * @param checkpoint the directory that holds {@code tokenizer.json}
     * @throws TokenizerException if the file is absent or cannot be used
     * @throws FileAccessException if it cannot be read
     */
    public static TextTokenizer open(Path checkpoint) {
        Path file = checkpoint.resolve(FILE);
        int vocabSize = TokenizerFile.vocabSize(file);
        try {
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optTruncation(false)
                    .optPadding(false)
                    .optAddSpecialTokens(false)
                    .build();
            return new TextTokenizer(tokenizer, vocabSize);
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        } catch (RuntimeException e) {
            throw new TokenizerException(file, "is no usable tokenizer: " + e.getMessage(), e);
        }
    }

    /** One more than the largest token id; the embedding may have more rows. */
    public int vocabSize() {
        return vocabSize;
    }

    /**
     * The ids of a text.
     *
     * @param text well-formed UTF-16
     * @return ids in [0, {@link #vocabSize}); none for the empty text
     * @throws IllegalArgumentException if half of a surrogate pair stands alone, which UTF-8 cannot express
     */
    public int[] encode(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        checkSurrogates(text);
        return narrow(tokenizer.encode(text, false, false).getIds());
    }

    /** The ids of a text that is not empty, each with the characters it stands for. */
    public SpannedTokens encodeWithSpans(String text) {
        checkSurrogates(text);
        Encoding encoding = tokenizer.encode(text, false, false);
        CharSpan[] spans = encoding.getCharTokenSpans();
        int[] starts = new int[spans.length];
        int[] ends = new int[spans.length];
        for (int i = 0; i < spans.length; i++) {
            starts[i] = spans[i] == null ? 0 : spans[i].getStart();
            ends[i] = spans[i] == null ? 0 : spans[i].getEnd();
        }
        return new SpannedTokens(narrow(encoding.getIds()), starts, ends);
    }

    private static int[] narrow(long[] ids) {
        int[] narrow = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            narrow[i] = Math.toIntExact(ids[i]);
        }
        return narrow;
    }

    /** The text of some ids, special tokens spelled out; bytes that are no UTF-8 become U+FFFD. */
    public String decode(int[] ids) {
        return decode(ids, false);
    }

    /** As {@link #decode(int[])}, special tokens left out. */
    public String decodeText(int[] ids) {
        return decode(ids, true);
    }

    private String decode(int[] ids, boolean skipSpecialTokens) {
        if (ids.length == 0) {
            return "";
        }
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= vocabSize) {
                throw new IllegalArgumentException(
                        "token id " + ids[i] + " at " + i + " is not in [0, " + vocabSize + ")");
            }
            wide[i] = ids[i];
        }
        return tokenizer.decode(wide, skipSpecialTokens);
    }

    private static void checkSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                throw new IllegalArgumentException("a lone surrogate stands at " + i);
            }
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
