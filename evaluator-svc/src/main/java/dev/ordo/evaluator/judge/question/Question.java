package dev.ordo.evaluator.judge.question;

import dev.ordo.evaluator.judge.chat.ChatReply;

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

    /** Whether the probabilities of the reply's tokens are of use. */
    boolean tokens();

    /** @throws MalformedReplyException if the reply is not what was asked for */
    T read(ChatReply reply);
}
