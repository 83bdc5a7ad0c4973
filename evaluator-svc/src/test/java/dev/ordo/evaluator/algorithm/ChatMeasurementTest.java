package dev.ordo.evaluator.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.testing.ChatFiles;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.text.InvalidTextException;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatMeasurementTest {
    private static TorchSession session;

    @TempDir
    Path folder;

    private Path baseline;
    private Path other;

    @BeforeAll
    static void openSession() {
        session = TorchSession.open(TorchOptions.cpu(2));
    }

    @AfterAll
    static void closeSession() {
        session.close();
    }

    @BeforeEach
    void writeModels() {
        baseline = TinyModels.write(folder.resolve("baseline"), 1);
        other = TinyModels.write(folder.resolve("other"), 2);
        ChatFiles.addTemplate(other);
    }

    @Test
    void scoresTheAssistantsTokensAloneWithAllBeforeThemRead() {
        Path chat = chat(ChatFiles.line("Who wrote Persuasion?", "Jane Austen did."));

        Measures measures = measure(chat, 128);

        double nll = 0;
        double divergence = 0;
        int scored = 0;
        TokenizedText text = read(chat);
        double[][] q = logProbabilities(other, text.ids());
        double[][] p = logProbabilities(baseline, text.ids());
        for (int t = 1; t < text.ids().length; t++) {
            if (text.mask().counts(t)) {
                nll -= q[t - 1][text.ids()[t]];
                for (int token = 0; token < p[t - 1].length; token++) {
                    divergence += Math.exp(p[t - 1][token]) * (p[t - 1][token] - q[t - 1][token]);
                }
                scored++;
            }
        }
        assertThat(scored).isBetween(3, text.ids().length - 8);
        assertThat(measures.perplexity().get("chat")).isCloseTo(Math.exp(nll / scored), within(1e-1));
        assertThat(measures.klToBaseline().get("chat")).isCloseTo(divergence / scored, within(1e-4));
    }

    @Test
    void chatWhoseBeginningHoldsNothingOfTheAssistantIsRefused() {
        Path chat = chat(ChatFiles.line("Who wrote Persuasion, and when, and where, and why?", "Jane Austen did."));

        assertThatThrownBy(() -> measure(chat, 6))
                .isInstanceOf(InvalidTextException.class)
                .hasMessage("chat has no token of the assistant among its first 6, so that none is scored");
    }

    private Path chat(String content) {
        return ChatFiles.write(folder.resolve("chat.jsonl"), content);
    }

    private Measures measure(Path chat, long maxTokens) {
        return new Measurement(session, new BaselineRecords(folder.resolve("records"), 1 << 30))
                .run(
                        new MeasurementInputs(
                                other, Optional.empty(), baseline, "baseline", Map.of("chat", chat), maxTokens),
                        WorkProgress.NONE);
    }

    private TokenizedText read(Path chat) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(other)) {
            return TokenizedText.read(chat, checkpoint);
        }
    }

    private static double[][] logProbabilities(Path checkpoint, int[] tokens) {
        float[] logits = TinyModels.logits(session, checkpoint, tokens);
        double[][] logs = new double[tokens.length][TinyModels.VOCABULARY];
        for (int t = 0; t < tokens.length; t++) {
            float[] row = Arrays.copyOfRange(logits, t * TinyModels.VOCABULARY, (t + 1) * TinyModels.VOCABULARY);
            double sum = 0;
            for (float each : row) {
                sum += Math.exp(each);
            }
            for (int token = 0; token < row.length; token++) {
                logs[t][token] = row[token] - Math.log(sum);
            }
        }
        return logs;
    }
}
