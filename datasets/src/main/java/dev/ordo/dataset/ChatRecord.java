package dev.ordo.dataset;

import java.util.List;

/** What one line of a chat file holds. */
public sealed interface ChatRecord {

    /**
     * A conversation, to be learnt from where the assistant speaks.
     *
     * @param messages in order; at least one is the assistant's
     */
    record Conversation(List<Message> messages) implements ChatRecord {
        public Conversation {
            messages = List.copyOf(messages);
        }
    }

    /** A plain text, to be learnt from as a whole. */
    record Passage(String text) implements ChatRecord {}
}
