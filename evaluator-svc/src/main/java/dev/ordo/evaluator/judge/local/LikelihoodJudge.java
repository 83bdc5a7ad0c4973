package dev.ordo.evaluator.judge.local;

import dev.ordo.evaluator.judge.AnswerJudge;
import dev.ordo.evaluator.judge.FailureReason;
import dev.ordo.evaluator.judge.JudgedAnswers;
import dev.ordo.evaluator.judge.JudgedMetric;
import dev.ordo.evaluator.judge.Judgement;
import dev.ordo.evaluator.judge.JudgingPlan;
import dev.ordo.evaluator.judge.ScoreMode;
import dev.ordo.evaluator.response.Answer;
import dev.ordo.stage.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges without an endpoint, by the likelihoods of a checkpoint; the same numbers on the same machine for ever, so they need no
 * cache.
 *
 * <p>In place of G-Eval: {@code exp(mean log p(token | prompt, tokens before))} of each answer, the geometric mean of its tokens'
 * probabilities (GPTScore, arXiv 2302.04166, equation 1, with equal weights, and with the prompt itself in place of a task
 * description: the study's criteria are not read). An empty answer gets 0. In place of prompt alignment: an instruction counts as
 * followed if " yes" is likelier than " no" after the question whether it is.
 */
public final class LikelihoodJudge implements AnswerJudge {
    private final Likelihood likelihood;

    public LikelihoodJudge(Likelihood likelihood) {
        this.likelihood = likelihood;
    }

    @Override
    public JudgedAnswers judge(List<Answer> answers, JudgingPlan plan, Progress progress) {
        List<Judgement> likelihoods = new ArrayList<>();
        List<Judgement> alignments = new ArrayList<>();
        for (Answer each : answers) {
            progress.report(likelihoods.size(), answers.size(), "answer");
            likelihoods.add(likelihood(each));
            alignments.add(alignment(each));
        }
        return new JudgedAnswers(JudgedMetric.of(likelihoods), JudgedMetric.of(alignments));
    }

    private Judgement likelihood(Answer answer) {
        return scored(
                answer.text().isEmpty() ? 0 : Math.exp(likelihood.meanLogProbability(answer.prompt(), answer.text())));
    }

    private Judgement alignment(Answer answer) {
        if (answer.instructions().isEmpty()) {
            return new Judgement.Failed(FailureReason.NO_INSTRUCTIONS);
        }
        double followed = 0;
        for (String each : answer.instructions()) {
            String question = question(answer, each);
            double yes = likelihood.meanLogProbability(question, " yes");
            double no = likelihood.meanLogProbability(question, " no");
            followed += Double.isNaN(yes - no) ? Double.NaN : yes > no ? 1 : 0;
        }
        return scored(followed / answer.instructions().size());
    }

    private static String question(Answer answer, String instruction) {
        return "Prompt: " + answer.prompt() + "\n\nResponse: " + answer.text() + "\n\nInstruction: " + instruction
                + "\n\nDoes the response follow the instruction? Answer yes or no.";
    }

    private static Judgement scored(double score) {
        return Double.isNaN(score)
                ? new Judgement.Failed(FailureReason.NOT_A_NUMBER)
                : new Judgement.Scored(score, ScoreMode.LIKELIHOOD);
    }
}
