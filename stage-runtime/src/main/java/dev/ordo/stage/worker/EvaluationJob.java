package dev.ordo.stage.worker;

import dev.ordo.events.Topics;
import dev.ordo.events.judging.JudgingWork;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.EvaluationWork;
import dev.ordo.events.stage.Work;
import dev.ordo.stage.CheckpointOutline;
import dev.ordo.stage.EvaluationInputs;
import dev.ordo.stage.EvaluationOutline;
import dev.ordo.stage.EvaluationOutput;
import dev.ordo.stage.EvaluationTask;
import dev.ordo.stage.JudgingInputs;
import dev.ordo.stage.JudgingOutline;
import dev.ordo.stage.Progress;
import dev.ordo.stage.Requirements;
import dev.ordo.stage.StageOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs evaluations: a checkpoint in, numbers out. */
public final class EvaluationJob implements Job {
    private final EvaluationTask task;
    private final Artifacts artifacts;

    public EvaluationJob(EvaluationTask task, Artifacts artifacts) {
        this.task = task;
        this.artifacts = artifacts;
    }

    @Override
    public String label() {
        return "evaluate";
    }

    @Override
    public String workTopic() {
        return Topics.WORK_EVALUATE;
    }

    @Override
    public String device() {
        return task.device();
    }

    @Override
    public boolean accepts(Work work) {
        return work instanceof EvaluationWork;
    }

    @Override
    public Optional<Outcome> earlier(Delivery delivery, Progress progress) {
        return artifacts.findEvaluation(delivery.key(), progress).map(found -> said(found.of(delivery.execution())));
    }

    @Override
    public Requirements needs(Delivery delivery, Progress progress) {
        EvaluationWork work = (EvaluationWork) delivery.work();
        CheckpointOutline checkpoint = artifacts.outline(delivery.checkpoint(), progress);
        CheckpointOutline baseline = artifacts.outline(work.baseline(), progress);
        List<Long> sets =
                work.sets().stream().map(each -> artifacts.size(each, progress)).toList();
        Optional<JudgingOutline> judging = Optional.ofNullable(work.judging()).map(asked -> outline(asked, progress));
        long texts = sets.stream().mapToLong(Long::longValue).sum();
        long judge = judging.map(each -> each.promptBytes()
                        + each.judge().map(CheckpointOutline::bytes).orElse(0L))
                .orElse(0L);
        return task.needs(new EvaluationOutline(checkpoint, baseline, sets, work.maxTokens(), judging))
                .fetching(checkpoint.bytes() + baseline.bytes() + texts + judge);
    }

    private JudgingOutline outline(JudgingWork asked, Progress progress) {
        return new JudgingOutline(
                asked,
                artifacts.size(asked.prompts(), progress),
                Optional.ofNullable(asked.judge().checkpoint()).map(judge -> artifacts.outline(judge, progress)));
    }

    @Override
    public Computed compute(Delivery delivery, Path directory, Progress progress) {
        EvaluationOutput output = task.run(fetch(delivery, directory, progress), progress);
        return compute -> commit(delivery, completed(delivery, compute, output), progress);
    }

    /** What a judge could not judge is asked again by the next study that wants it, so it is not kept. */
    private Outcome commit(Delivery delivery, EvaluationCompleted found, Progress progress) {
        if (((EvaluationWork) delivery.work()).settledBy(found)) {
            artifacts.store(found, progress);
        }
        return said(found);
    }

    private static Outcome said(EvaluationCompleted found) {
        return new Outcome(Topics.EVALUATIONS, found);
    }

    private EvaluationInputs fetch(Delivery delivery, Path directory, Progress progress) {
        EvaluationWork work = (EvaluationWork) delivery.work();
        Path checkpoint = WorkDirectory.create(directory.resolve("checkpoint"));
        artifacts.fetch(delivery.checkpoint(), checkpoint, progress);
        Path baseline = WorkDirectory.create(directory.resolve("baseline"));
        artifacts.fetch(work.baseline(), baseline, progress);
        Map<String, Path> texts = artifacts.fetch(work.sets(), directory.resolve("sets"), progress);
        Optional<Path> before =
                Optional.of(checkpoint.resolve(StageOutput.BEFORE_REQUANTIZE)).filter(Files::isDirectory);
        Optional<JudgingInputs> judging =
                Optional.ofNullable(work.judging()).map(asked -> fetch(asked, directory, progress));
        return new EvaluationInputs(
                checkpoint, before, baseline, work.baseline().digest(), texts, work.maxTokens(), judging);
    }

    private JudgingInputs fetch(JudgingWork asked, Path directory, Progress progress) {
        Path prompts = artifacts.fetch(asked.prompts(), WorkDirectory.create(directory.resolve("prompts")), progress);
        Optional<Path> judge = Optional.ofNullable(asked.judge().checkpoint()).map(checkpoint -> {
            Path place = WorkDirectory.create(directory.resolve("judge"));
            artifacts.fetch(checkpoint, place, progress);
            return place;
        });
        return new JudgingInputs(asked, prompts, judge);
    }

    private static EvaluationCompleted completed(Delivery delivery, ComputeInterval compute, EvaluationOutput output) {
        return new EvaluationCompleted(
                delivery.execution(),
                compute,
                delivery.checkpoint(),
                output.perplexity(),
                output.perplexityBeforeRequantize().orElse(null),
                output.klToBaseline(),
                output.ratio(),
                output.judged().orElse(null));
    }
}
