package dev.ordo.evaluator.judge.question;

import dev.ordo.evaluator.judge.chat.ChatReply;
import dev.ordo.evaluator.judge.chat.ReplyShape;

/**
 * One thing that a judge is asked.
 *
 * @param <T> what its reply means
 */
public interface Question<T> {
    /** What kind of question it is, and which edition of its words; another edition is another question. */
    String edition();

    /** All that the judge reads. */
    String text();

    /** What the reply is to be like. A model that is held to it replies what {@link #read} takes. */
    ReplyShape shape();

    /** @throws MalformedReplyException if the reply is not what was asked for */
    T read(ChatReply reply);
}
