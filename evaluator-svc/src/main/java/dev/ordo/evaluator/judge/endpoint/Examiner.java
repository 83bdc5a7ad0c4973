package dev.ordo.evaluator.judge.endpoint;

import dev.ordo.evaluator.judge.FailureReason;
import dev.ordo.evaluator.judge.chat.Chat;
import dev.ordo.evaluator.judge.chat.ChatFailedException;
import dev.ordo.evaluator.judge.chat.ChatReply;
import dev.ordo.evaluator.judge.chat.Turn;
import dev.ordo.evaluator.judge.question.MalformedReplyException;
import dev.ordo.evaluator.judge.question.Question;
import dev.ordo.evaluator.judge.record.JudgementKey;
import dev.ordo.evaluator.judge.record.JudgementRecord;
import dev.ordo.evaluator.judge.record.Judgements;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one judge: looks whether the question has been answered before, asks, asks once more where the reply cannot be read, and
 * keeps what was said. Used by several threads.
 */
final class Examiner {
    private static final Logger LOG = LoggerFactory.getLogger(Examiner.class);
    /** What of a reply that cannot be read the judge is shown again, characters. */
    private static final int LONGEST_REMINDER = 2000;

    private final Chat chat;
    private final Judgements judgements;
    private final String model;
    private final String parameters;
    private final int maxCharacters;

    /**
     * @param model the judge's name
     * @param parameters how the judge is asked, in words; other words are another judgement
     * @param maxCharacters a longer question is not asked
     */
    Examiner(Chat chat, Judgements judgements, String model, String parameters, int maxCharacters) {
        this.chat = chat;
        this.judgements = judgements;
        this.model = model;
        this.parameters = parameters;
        this.maxCharacters = maxCharacters;
    }

    /** @throws ChatFailedException if the question stays without an answer */
    <T> T ask(Question<T> question) {
        String text = question.text();
        if (text.length() > maxCharacters) {
            throw new ChatFailedException(
                    FailureReason.OVERSIZED, "a question of " + text.length() + " characters, over " + maxCharacters);
        }
        JudgementKey key = JudgementKey.of(question.edition(), model, parameters, text);
        return judgements
                .find(key)
                .flatMap(each -> readable(question, each))
                .orElseGet(() -> askAndKeep(question, text, key));
    }

    private <T> T askAndKeep(Question<T> question, String text, JudgementKey key) {
        List<ChatReply> replies = new ArrayList<>();
        try {
            T answer = askTwice(question, text, replies);
            JudgementRecord kept = judgements.keep(key, record(question, text, replies, null));
            return readable(question, kept).orElse(answer);
        } catch (ChatFailedException e) {
            if (e.reason() != FailureReason.GIVEN_UP && e.reason() != FailureReason.NO_ENDPOINT) {
                String failure = e.reason() + ": " + e.getMessage();
                LOG.warn("{} {} failed: {}", question.edition(), key.digits(), failure);
                judgements.keepFailed(key, record(question, text, replies, failure));
            }
            throw e;
        }
    }

    private <T> T askTwice(Question<T> question, String text, List<ChatReply> replies) {
        ChatReply first = chat.ask(List.of(Turn.user(text)), question.shape());
        replies.add(first);
        List<Turn> again;
        try {
            return question.read(first);
        } catch (MalformedReplyException e) {
            again = reminder(text, first.text(), e);
        }
        ChatReply second = chat.ask(again, question.shape());
        replies.add(second);
        try {
            return question.read(second);
        } catch (MalformedReplyException e) {
            throw new ChatFailedException(
                    second.text().isBlank() ? FailureReason.EMPTY : FailureReason.MALFORMED, e.getMessage());
        }
    }

    private static List<Turn> reminder(String text, String reply, MalformedReplyException problem) {
        if (reply.isBlank()) {
            return List.of(Turn.user(text));
        }
        return List.of(
                Turn.user(text),
                Turn.assistant(reply.substring(0, Math.min(reply.length(), LONGEST_REMINDER))),
                Turn.user("That cannot be read: " + problem.getMessage() + ". Reply with the JSON object alone."));
    }

    private JudgementRecord record(Question<?> question, String text, List<ChatReply> replies, String failure) {
        return new JudgementRecord(question.edition(), model, parameters, text, replies, failure);
    }

    private static <T> Optional<T> readable(Question<T> question, JudgementRecord record) {
        try {
            return Optional.of(question.read(record.reply()));
        } catch (MalformedReplyException e) {
            LOG.warn("passing over what was kept of a judgement: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
