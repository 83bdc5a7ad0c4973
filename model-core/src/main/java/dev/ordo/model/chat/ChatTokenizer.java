package dev.ordo.model.chat;

import dev.ordo.dataset.ChatRecord;
import dev.ordo.dataset.Message;
import dev.ordo.dataset.Role;
import dev.ordo.model.tokenizer.SpannedTokens;
import dev.ordo.model.tokenizer.TextTokenizer;
import java.util.BitSet;
import java.util.List;

/**
 * Turns conversations into tokens and tells which of them the assistant says.
 *
 * <p>The whole conversation is rendered and encoded in one piece, as transformers does; a special token that is spelled out in a
 * message becomes its id, but never changes who says what. An assistant's turn is what the text up to its end has more than the
 * text up to the turn before with the generation prompt; white space after its end-of-turn token is the template's. Where a
 * template writes a turn otherwise once more follows, as Qwen3's leaves out what was thought, it is found by a mark at its end
 * ({@link TurnEnd}). A token counts if any of its characters is in a turn.
 */
public final class ChatTokenizer {
    private final ChatTemplate template;
    private final TextTokenizer tokenizer;

    public ChatTokenizer(ChatTemplate template, TextTokenizer tokenizer) {
        this.template = template;
        this.tokenizer = tokenizer;
    }

    /**
     * The tokens of a record; all of a passage's count.
     *
     * @throws UnmaskableException if the template does not render the conversation, or writes earlier turns otherwise when
     *     later ones follow, so that turns cannot be found
     */
    public ChatTokens encode(ChatRecord found) {
        if (found instanceof ChatRecord.Passage passage) {
            int[] ids = tokenizer.encode(passage.text());
            BitSet all = new BitSet();
            all.set(0, ids.length);
            return new ChatTokens(ids, all);
        }
        return encode(((ChatRecord.Conversation) found).messages());
    }

    private ChatTokens encode(List<Message> messages) {
        String whole = template.render(messages, false);
        BitSet said = new BitSet();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).role() == Role.ASSISTANT) {
                mark(said, whole, messages, i);
            }
        }
        SpannedTokens tokens = tokenizer.encodeWithSpans(whole);
        BitSet counted = new BitSet();
        for (int i = 0; i < tokens.ids().length; i++) {
            int start = tokens.starts()[i];
            int end = tokens.ends()[i];
            int next = said.nextSetBit(start);
            counted.set(i, next >= 0 && next < end);
        }
        return new ChatTokens(tokens.ids(), counted);
    }

    /** Marks the characters, counted in code points, of the assistant's turn. */
    private void mark(BitSet said, String whole, List<Message> messages, int turn) {
        String before = template.render(messages.subList(0, turn), true);
        String after = template.render(messages.subList(0, turn + 1), false);
        if (!whole.startsWith(before)) {
            throw unmaskable(turn);
        }
        int last = whole.startsWith(after) && after.startsWith(before)
                ? after.stripTrailing().length()
                : new TurnEnd(template, messages, turn).in(whole).orElseThrow(() -> unmaskable(turn));
        int start = whole.codePointCount(0, before.length());
        said.set(start, Math.max(start, whole.codePointCount(0, last)));
    }

    private static UnmaskableException unmaskable(int turn) {
        return new UnmaskableException("the chat template writes the turns before messages[" + turn
                + "] otherwise when more follows, so that what the assistant says cannot be told from the rest");
    }
}
