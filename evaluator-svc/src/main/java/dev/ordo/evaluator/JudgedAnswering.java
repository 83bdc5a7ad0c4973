package dev.ordo.evaluator;

import dev.ordo.dataset.Prompt;
import dev.ordo.dataset.PromptSet;
import dev.ordo.evaluator.clarity.Clarity;
import dev.ordo.evaluator.clarity.ClarityScores;
import dev.ordo.evaluator.clarity.SentenceEmbedder;
import dev.ordo.evaluator.judge.AnswerJudge;
import dev.ordo.evaluator.judge.JudgedAnswers;
import dev.ordo.evaluator.judge.JudgedMetric;
import dev.ordo.evaluator.judge.JudgingPlan;
import dev.ordo.evaluator.judge.endpoint.EndpointJudges;
import dev.ordo.evaluator.judge.local.CheckpointLikelihood;
import dev.ordo.evaluator.judge.local.LikelihoodJudge;
import dev.ordo.evaluator.response.Answer;
import dev.ordo.evaluator.response.Responses;
import dev.ordo.events.judging.JudgedScore;
import dev.ordo.events.judging.JudgedScores;
import dev.ordo.events.judging.JudgingWork;
import dev.ordo.events.judging.Sampling;
import dev.ordo.model.chat.PromptEncoder;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.evaluation.ContinuationLikelihood;
import dev.ordo.model.generation.GenerationOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.stage.JudgingInputs;
import dev.ordo.stage.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Has a checkpoint answer a study's prompts, and the answers judged. Of the models that take part, one is in memory at a time. */
final class JudgedAnswering {
    /** Named for what stands where the paper has a distilled GPT-2. */
    private static final String CLARITY_MODE = "baseline-fluency";

    private final TorchSession session;
    private final EndpointJudges endpoint;
    private final Supplier<SentenceEmbedder> embedder;

    /** @param embedder opened when it is first needed; stays its owner's */
    JudgedAnswering(TorchSession session, EndpointJudges endpoint, Supplier<SentenceEmbedder> embedder) {
        this.session = session;
        this.endpoint = endpoint;
        this.embedder = embedder;
    }

    /**
     * Judges.
     *
     * @param checkpoint directory of what answers
     * @param baseline directory of the model that says how fluent the answers are
     */
    JudgedScores run(Path checkpoint, Path baseline, JudgingInputs inputs, Progress progress) {
        List<Answer> answers = answers(checkpoint, inputs, progress);
        JudgedAnswers judged = judged(answers, inputs, progress);
        ClarityScores clarity = clarity(answers, baseline, progress);
        return new JudgedScores(
                score(judged.gEval()),
                score(judged.promptAlignment()),
                score(clarity.mean(), CLARITY_MODE, clarity.failed(), clarity.count()));
    }

    private List<Answer> answers(Path path, JudgingInputs inputs, Progress progress) {
        List<Prompt> prompts = PromptSet.read(inputs.prompts()).prompts().stream()
                .map(each -> obeying(each, inputs.asked().instructions()))
                .toList();
        Sampling sampling = inputs.asked().sampling();
        GenerationOptions options = new GenerationOptions(
                sampling.maxTokens(), sampling.temperature(), 0, sampling.topP(), sampling.seed());
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(path);
                DecoderModel model = DecoderModel.load(session, checkpoint)) {
            return new Responses(checkpoint, model).to(prompts, options, progress::report);
        }
    }

    private static Prompt obeying(Prompt prompt, List<String> instructions) {
        return new Prompt(
                prompt.text(),
                Stream.concat(prompt.instructions().stream(), instructions.stream())
                        .toList());
    }

    private JudgedAnswers judged(List<Answer> answers, JudgingInputs inputs, Progress progress) {
        JudgingWork asked = inputs.asked();
        JudgingPlan plan = new JudgingPlan(asked.criteria(), asked.steps());
        if (inputs.judge().isEmpty()) {
            AnswerJudge judge = endpoint.named(asked.judge().model());
            return progress.away(() -> judge.judge(answers, plan, progress));
        }
        Path path = inputs.judge().get();
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(path);
                PromptEncoder encoder = PromptEncoder.open(path);
                DecoderModel model = DecoderModel.load(session, checkpoint)) {
            CheckpointLikelihood likelihood = new CheckpointLikelihood(encoder, ContinuationLikelihood.of(model));
            return new LikelihoodJudge(likelihood).judge(answers, plan, progress);
        }
    }

    private ClarityScores clarity(List<Answer> answers, Path path, Progress progress) {
        try (CheckpointDirectory baseline = CheckpointDirectory.open(path);
                PromptEncoder encoder = PromptEncoder.open(path);
                DecoderModel model = DecoderModel.load(session, baseline)) {
            return Clarity.of(embedder.get(), encoder, model).score(answers, progress::report);
        }
    }

    private static JudgedScore score(JudgedMetric metric) {
        return score(metric.value(), metric.mode().label(), metric.failed(), metric.count());
    }

    private static JudgedScore score(OptionalDouble value, String mode, int failed, int count) {
        return new JudgedScore(value.isPresent() ? value.getAsDouble() : null, mode, failed, count);
    }
}
