package dev.ordo.evaluator.judge.endpoint;

import dev.ordo.evaluator.judge.AnswerJudge;
import dev.ordo.evaluator.judge.FailureReason;
import dev.ordo.evaluator.judge.chat.Chat;
import dev.ordo.evaluator.judge.chat.ChatFailedException;
import dev.ordo.evaluator.judge.chat.EndpointSettings;
import dev.ordo.evaluator.judge.chat.OpenAiChat;
import dev.ordo.evaluator.judge.chat.PatientChat;
import dev.ordo.evaluator.judge.record.Judgements;
import java.util.Optional;

/** The models behind the deployment's endpoint, as judges. */
public final class EndpointJudges {
    private final Optional<EndpointSettings> settings;
    private final Judgements judgements;
    private final int parallel;
    private final int maxCharacters;

    /**
     * @param settings of the endpoint; without one, every judgement fails and says so
     * @param judgements where what judges say is kept
     * @param parallel how many questions are under way at a time
     * @param maxCharacters of one question, prompt and response included; a longer one is not asked
     */
    public EndpointJudges(Optional<EndpointSettings> settings, Judgements judgements, int parallel, int maxCharacters) {
        this.settings = settings;
        this.judgements = judgements;
        this.parallel = parallel;
        this.maxCharacters = maxCharacters;
    }

    /** @param model the name that the endpoint knows the judge by */
    public AnswerJudge named(String model) {
        Chat chat = settings.<Chat>map(each -> new PatientChat(new OpenAiChat(each, model), each))
                .orElse((turns, tokens) -> {
                    throw new ChatFailedException(
                            FailureReason.NO_ENDPOINT, "ordo.evaluator.judge.endpoint is not set");
                });
        String parameters = settings.map(EndpointSettings::parameters).orElse("");
        return new EndpointJudge(new Examiner(chat, judgements, model, parameters, maxCharacters), parallel);
    }
}
