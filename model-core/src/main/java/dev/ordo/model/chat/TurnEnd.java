package dev.ordo.model.chat;

import dev.ordo.dataset.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Where one turn of a conversation ends in the text: a mark is put at its content's end, and must come out there and change nothing else. */
final class TurnEnd {
    private static final int FIRST_MARK = 0xE000;

    private final ChatTemplate template;
    private final List<Message> messages;
    private final int turn;

    TurnEnd(ChatTemplate template, List<Message> messages, int turn) {
        this.template = template;
        this.messages = messages;
        this.turn = turn;
    }

    /** Behind the turn's last character that is no white space, its end-of-turn token's; empty if it cannot be told. */
    OptionalInt in(String whole) {
        String content = messages.get(turn).content();
        return Stream.of(content, PythonText.strip(content, null, true, true))
                .map(each -> in(whole, each))
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    private OptionalInt in(String whole, String content) {
        String mark = Character.toString(absent(whole));
        List<Message> marked = new ArrayList<>(messages);
        marked.set(turn, new Message(messages.get(turn).role(), content + mark));
        String text = template.render(marked, false);
        int at = text.indexOf(mark);
        if (at < 0 || !whole.equals(text.replace(mark, ""))) {
            return OptionalInt.empty();
        }
        String alone = template.render(marked.subList(0, turn + 1), false);
        String ending = alone.substring(alone.indexOf(mark) + 1).stripTrailing();
        return whole.startsWith(ending, at) ? OptionalInt.of(at + ending.length()) : OptionalInt.empty();
    }

    /** A character for private use that the text does not have. */
    private static char absent(String text) {
        char mark = FIRST_MARK;
        while (text.indexOf(mark) >= 0) {
            mark++;
        }
        return mark;
    }
}
