package dev.ordo.evaluator.judge.chat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.LogProb;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.ordo.evaluator.judge.FailureReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model behind an OpenAI-compatible endpoint, asked once a time. What an endpoint refuses (a schema, JSON alone,
 * log-probabilities) is left out, step by step, until it takes the request; from then on it is not asked for again.
 */
public final class OpenAiChat implements Chat {
    /** Alternatives that are asked for in the place of each token; the most that the protocol allows. */
    public static final int ALTERNATIVES = 20;

    private static final Logger LOG = LoggerFactory.getLogger(OpenAiChat.class);

    private final OpenAiChatModel client;
    private final AtomicReference<Manner> most;

    /** @param model the name that the endpoint knows it by */
    public OpenAiChat(EndpointSettings settings, String model) {
        client = OpenAiChatModel.builder()
                .httpClientBuilder(new BoundedHttp(settings.timeout(), settings.maxBytes()))
                .baseUrl(settings.endpoint())
                .apiKey(settings.key().orElse(null))
                .modelName(model)
                .temperature(settings.temperature().orElse(null))
                .maxTokens(settings.maxTokens().orElse(null))
                .strictJsonSchema(true)
                .maxRetries(0)
                .build();
        most = new AtomicReference<>(new Manner(settings.format(), true));
    }

    @Override
    public ChatReply ask(List<Turn> turns, ReplyShape shape) {
        Manner known = most.get();
        ChatFailedException refusal = null;
        for (Manner each : new Manner(known.format(), known.tokens() && shape.tokens()).orLess()) {
            try {
                ChatReply reply = send(turns, shape, each);
                if (refusal != null) {
                    askNoMoreThan(new Manner(each.format(), each.tokens() || !shape.tokens()), refusal);
                }
                return reply;
            } catch (ChatFailedException e) {
                if (!e.refusesTheManner()) {
                    throw e;
                }
                refusal = refusal == null ? e : refusal;
            }
        }
        throw refusal;
    }

    private void askNoMoreThan(Manner taken, ChatFailedException refusal) {
        Manner less = most.updateAndGet(known -> known.and(taken));
        LOG.warn("from now on the judge is asked for {}: {}", less, refusal.getMessage());
    }

    private ChatReply send(List<Turn> turns, ReplyShape shape, Manner manner) {
        ChatRequest request = ChatRequest.builder()
                .messages(turns.stream().map(OpenAiChat::message).toList())
                .parameters(OpenAiChatRequestParameters.builder()
                        .responseFormat(manner.format().of(shape))
                        .logprobs(manner.tokens() ? true : null)
                        .topLogprobs(manner.tokens() ? ALTERNATIVES : null)
                        .build())
                .build();
        try {
            return reply(client.chat(request));
        } catch (ChatFailedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ChatFailedException(
                    FailureReason.SERVER_ERROR, "the judge sent no completion: " + e.getMessage());
        }
    }

    private static ChatMessage message(Turn turn) {
        return turn.speaker() == Turn.Speaker.USER ? UserMessage.from(turn.text()) : AiMessage.from(turn.text());
    }

    private static ChatReply reply(ChatResponse response) {
        List<LogProb> told = ((OpenAiChatResponseMetadata) response.metadata()).logProbs();
        List<ChosenToken> tokens = new ArrayList<>();
        boolean afterDigit = false;
        for (LogProb each : told == null ? List.<LogProb>of() : told) {
            boolean digit = each.token().chars().anyMatch(character -> character >= '0' && character <= '9');
            tokens.add(new ChosenToken(each.token(), digit || afterDigit ? alternatives(each) : Map.of()));
            afterDigit = digit;
        }
        return new ChatReply(response.aiMessage().text(), tokens);
    }

    private static Map<String, Double> alternatives(LogProb token) {
        return token.topLogprobs() == null
                ? Map.of()
                : token.topLogprobs().stream().collect(Collectors.toMap(LogProb::token, LogProb::logprob, Math::max));
    }
}
