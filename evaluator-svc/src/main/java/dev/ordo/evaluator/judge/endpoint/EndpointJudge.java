package dev.ordo.evaluator.judge.endpoint;

import dev.ordo.evaluator.judge.AnswerJudge;
import dev.ordo.evaluator.judge.FailureReason;
import dev.ordo.evaluator.judge.JudgedAnswers;
import dev.ordo.evaluator.judge.JudgedMetric;
import dev.ordo.evaluator.judge.Judgement;
import dev.ordo.evaluator.judge.JudgingPlan;
import dev.ordo.evaluator.judge.chat.ChatFailedException;
import dev.ordo.evaluator.judge.question.ScoreQuestion;
import dev.ordo.evaluator.judge.question.StepsQuestion;
import dev.ordo.evaluator.judge.question.VerdictsQuestion;
import dev.ordo.evaluator.response.Answer;
import dev.ordo.stage.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** A judge that is asked questions. */
final class EndpointJudge implements AnswerJudge {
    private final Examiner examiner;
    private final int parallel;

    /** @param parallel how many questions are under way at a time */
    EndpointJudge(Examiner examiner, int parallel) {
        this.examiner = examiner;
        this.parallel = parallel;
    }

    @Override
    public JudgedAnswers judge(List<Answer> answers, JudgingPlan plan, Progress progress) {
        try (Crew crew = new Crew(parallel)) {
            List<Callable<Supplier<List<String>>>> first = List.of(() -> steps(plan));
            Supplier<List<String>> steps = crew.all(first, progress).get(0);
            List<Callable<Judgement>> tasks = new ArrayList<>();
            answers.forEach(each -> tasks.add(() -> judged(() -> examiner.ask(new ScoreQuestion(steps.get(), each)))));
            answers.forEach(each -> tasks.add(() -> judged(() -> aligned(each))));
            List<Judgement> judgements = crew.all(tasks, progress);
            return new JudgedAnswers(
                    JudgedMetric.of(judgements.subList(0, answers.size())),
                    JudgedMetric.of(judgements.subList(answers.size(), judgements.size())));
        }
    }

    /** The steps; where the judge did not write any, whoever asks for them gets its failure. */
    private Supplier<List<String>> steps(JudgingPlan plan) {
        try {
            List<String> steps =
                    plan.steps().isEmpty() ? examiner.ask(new StepsQuestion(plan.criteria())) : plan.steps();
            return () -> steps;
        } catch (ChatFailedException e) {
            return () -> {
                throw e;
            };
        }
    }

    private Judgement aligned(Answer answer) {
        return answer.instructions().isEmpty()
                ? new Judgement.Failed(FailureReason.NO_INSTRUCTIONS)
                : examiner.ask(new VerdictsQuestion(answer));
    }

    private static Judgement judged(Supplier<Judgement> judging) {
        try {
            return judging.get();
        } catch (ChatFailedException e) {
            return new Judgement.Failed(e.reason());
        }
    }
}
