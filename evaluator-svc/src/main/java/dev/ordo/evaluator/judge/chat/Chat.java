package dev.ordo.evaluator.judge.chat;

import java.util.List;

/** A model that can be talked to. Used by several threads. */
@FunctionalInterface
public interface Chat {
    /**
     * @param turns what was said so far, the user's first and last
     * @param tokens whether the reply is to tell the probabilities of its tokens, where the model can
     * @throws ChatFailedException if there is no reply
     */
    ChatReply ask(List<Turn> turns, boolean tokens);
}
