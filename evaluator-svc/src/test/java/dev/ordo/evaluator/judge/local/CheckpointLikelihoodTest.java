package dev.ordo.evaluator.judge.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.evaluator.judge.JudgedAnswers;
import dev.ordo.evaluator.judge.JudgingPlan;
import dev.ordo.evaluator.judge.ScoreMode;
import dev.ordo.evaluator.response.Answer;
import dev.ordo.model.chat.PromptEncoder;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.evaluation.ContinuationLikelihood;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CheckpointLikelihoodTest {
    private static final Path MODEL = TinyModels.home().resolve("models/baseline");

    @Test
    void findsEnglishLikelierThanNoise() {
        withLikelihood(likelihood -> assertThat(
                        likelihood.meanLogProbability("She was", " very happy to see him in the morning."))
                .isBetween(-7.0, 0.0)
                .isGreaterThan(likelihood.meanLogProbability("She was", " xq zv#7 kkw@@ jj!p")));
    }

    @Test
    void scoresWhatFitsWhereAnythingIsTooLong() {
        String endless = " and so on".repeat(3000);
        withLikelihood(likelihood -> {
            assertThat(likelihood.meanLogProbability(endless, " yes")).isNegative();
            assertThat(likelihood.meanLogProbability("She was", endless)).isNegative();
        });
    }

    @Test
    void aCheckpointJudgesTheSameEveryTime() {
        List<Answer> answers = List.of(new Answer("She was", List.of("Be short."), " very happy."));
        withLikelihood(likelihood -> {
            LikelihoodJudge judge = new LikelihoodJudge(likelihood);
            JudgedAnswers judged = judge.judge(answers, new JudgingPlan("c", List.of()), (done, total, unit) -> {});

            assertThat(judged.gEval().value().getAsDouble()).isBetween(0.0, 1.0);
            assertThat(judged.promptAlignment().mode()).isEqualTo(ScoreMode.LIKELIHOOD);
            assertThat(judge.judge(answers, new JudgingPlan("c", List.of()), (done, total, unit) -> {}))
                    .isEqualTo(judged);
        });
    }

    private static void withLikelihood(Consumer<Likelihood> use) {
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2));
                CheckpointDirectory checkpoint = CheckpointDirectory.open(MODEL);
                DecoderModel model = DecoderModel.load(session, checkpoint);
                PromptEncoder encoder = PromptEncoder.open(MODEL)) {
            use.accept(new CheckpointLikelihood(encoder, ContinuationLikelihood.of(model)));
        }
    }
}
