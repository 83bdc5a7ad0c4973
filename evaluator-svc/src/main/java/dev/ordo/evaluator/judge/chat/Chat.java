package dev.ordo.evaluator.judge.chat;

import java.util.List;

/** A model that can be talked to. Used by several threads. */
@FunctionalInterface
public interface Chat {
    /**
     * @param turns what was said so far, the user's first and last
     * @param shape what the reply is to be like, as far as the endpoint can hold the model to it
     * @throws ChatFailedException if there is no reply
     */
    ChatReply ask(List<Turn> turns, ReplyShape shape);
}
