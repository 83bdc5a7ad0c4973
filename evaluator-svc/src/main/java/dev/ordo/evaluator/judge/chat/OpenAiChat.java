package dev.ordo.evaluator.judge.chat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.LogProb;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.ordo.evaluator.judge.FailureReason;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model behind an OpenAI-compatible endpoint, asked once a time. An endpoint that refuses a request for log-probabilities is
 * asked without, from then on: its replies have no tokens.
 */
public final class OpenAiChat implements Chat {
    /** Alternatives that are asked for in the place of each token; the most that the protocol allows. */
    public static final int ALTERNATIVES = 20;

    private static final Logger LOG = LoggerFactory.getLogger(OpenAiChat.class);

    private final OpenAiChatModel client;
    private volatile boolean withoutTokens;

    /** @param model the name that the endpoint knows it by */
    public OpenAiChat(EndpointSettings settings, String model) {
        client = OpenAiChatModel.builder()
                .httpClientBuilder(new BoundedHttp(settings.timeout(), settings.maxBytes()))
                .baseUrl(settings.endpoint())
                .apiKey(settings.key().orElse(null))
                .modelName(model)
                .temperature(settings.temperature().orElse(null))
                .maxTokens(settings.maxTokens().orElse(null))
                .responseFormat(settings.jsonMode() ? ResponseFormat.JSON : null)
                .maxRetries(0)
                .build();
    }

    @Override
    public ChatReply ask(List<Turn> turns, boolean tokens) {
        if (!tokens || withoutTokens) {
            return send(turns, false);
        }
        try {
            return send(turns, true);
        } catch (ChatFailedException e) {
            if (e.reason() != FailureReason.REFUSED) {
                throw e;
            }
            ChatReply reply = send(turns, false);
            LOG.warn("the judge is asked for no more log-probabilities: {}", e.getMessage());
            withoutTokens = true;
            return reply;
        }
    }

    private ChatReply send(List<Turn> turns, boolean tokens) {
        ChatRequest request = ChatRequest.builder()
                .messages(turns.stream().map(OpenAiChat::message).toList())
                .parameters(OpenAiChatRequestParameters.builder()
                        .logprobs(tokens ? true : null)
                        .topLogprobs(tokens ? ALTERNATIVES : null)
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
        List<LogProb> tokens = ((OpenAiChatResponseMetadata) response.metadata()).logProbs();
        return new ChatReply(
                response.aiMessage().text(),
                tokens == null
                        ? List.of()
                        : tokens.stream().map(OpenAiChat::chosen).toList());
    }

    private static ChosenToken chosen(LogProb token) {
        boolean useless = token.topLogprobs() == null
                || token.token().chars().noneMatch(character -> character >= '0' && character <= '9');
        Map<String, Double> alternatives = useless
                ? Map.of()
                : token.topLogprobs().stream().collect(Collectors.toMap(LogProb::token, LogProb::logprob, Math::max));
        return new ChosenToken(token.token(), alternatives);
    }
}
