package dev.ordo.model.text;

import dev.ordo.dataset.ChatFile;
import dev.ordo.dataset.ChatRecord;
import dev.ordo.dataset.InvalidDataException;
import dev.ordo.model.chat.ChatTemplate;
import dev.ordo.model.chat.ChatTokenizer;
import dev.ordo.model.chat.ChatTokens;
import dev.ordo.model.chat.UnmaskableException;
import dev.ordo.model.decoder.TokenMask;
import dev.ordo.model.tokenizer.TextTokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/** A file of chat as one run of tokens, conversation after conversation, as texts are read: nothing is padded, nothing cut. */
final class ChatText {
    private final ChatTokenizer tokenizer;
    private final Path file;
    private final BitSet counted = new BitSet();
    private int[] ids = new int[1 << 16];
    private int size;

    private ChatText(Path file, ChatTokenizer tokenizer) {
        this.file = file;
        this.tokenizer = tokenizer;
    }

    static TokenizedText read(Path file, Path checkpoint, TextTokenizer tokenizer) {
        ChatText text = new ChatText(file, new ChatTokenizer(ChatTemplate.open(checkpoint), tokenizer));
        new ChatFile(file).forEach((line, json, found) -> text.add(line, found));
        return new TokenizedText(
                file.getFileName().toString(), Arrays.copyOf(text.ids, text.size), TokenMask.of(text.counted));
    }

    private void add(int line, ChatRecord found) {
        ChatTokens tokens = tokens(line, found);
        while (size + tokens.ids().length > ids.length) {
            ids = Arrays.copyOf(ids, Math.multiplyExact(2, ids.length));
        }
        System.arraycopy(tokens.ids(), 0, ids, size, tokens.ids().length);
        tokens.counted().stream().forEach(token -> counted.set(size + token));
        size += tokens.ids().length;
    }

    private ChatTokens tokens(int line, ChatRecord found) {
        try {
            return tokenizer.encode(found);
        } catch (UnmaskableException e) {
            throw new InvalidDataException(file, line, e.getMessage());
        }
    }
}
