package dev.ordo.evaluator.judge.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.evaluator.judge.chat.ChatReply;
import java.util.List;

/**
 * What a judge was asked and what it said.
 *
 * @param question kind and edition of the question
 * @param model the judge
 * @param parameters how it was asked, in words
 * @param request all that it read
 * @param replies what it said, the last reply counts; the one before could not be read
 * @param failure why nothing came of it; null where something did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JudgementRecord(
        String question, String model, String parameters, String request, List<ChatReply> replies, String failure) {
    public JudgementRecord {
        replies = replies == null ? List.of() : List.copyOf(replies);
    }

    /** The reply that counts. */
    public ChatReply reply() {
        return replies.get(replies.size() - 1);
    }
}
