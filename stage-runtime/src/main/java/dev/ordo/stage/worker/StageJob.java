package dev.ordo.stage.worker;

import dev.ordo.artifacts.Lineage;
import dev.ordo.artifacts.StoredCheckpoint;
import dev.ordo.events.Topics;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.HeldOutPerplexity;
import dev.ordo.events.stage.StageResult;
import dev.ordo.events.stage.StageWork;
import dev.ordo.events.stage.Work;
import dev.ordo.stage.CheckpointOutline;
import dev.ordo.stage.Progress;
import dev.ordo.stage.Requirements;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutline;
import dev.ordo.stage.StageOutput;
import dev.ordo.stage.StageTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs stages: a parent checkpoint in, a checkpoint out. */
public final class StageJob implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(StageJob.class);

    private final StageTask task;
    private final Artifacts artifacts;
    private final Duration resumeInterval;

    /** @param resumeInterval between two points from which another worker could go on; zero for none but at a hand-over */
    public StageJob(StageTask task, Artifacts artifacts, Duration resumeInterval) {
        this.task = task;
        this.artifacts = artifacts;
        this.resumeInterval = resumeInterval;
    }

    @Override
    public String label() {
        return task.technique().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String workTopic() {
        return task.technique().workTopic();
    }

    @Override
    public String device() {
        return task.device();
    }

    @Override
    public boolean accepts(Work work) {
        return work instanceof StageWork stage && stage.technique() == task.technique();
    }

    @Override
    public Optional<Outcome> earlier(Delivery delivery, Progress progress) {
        return artifacts.findComplete(delivery.key(), progress).map(found -> {
            Lineage lineage = found.manifest().lineage();
            return ready(
                    found.ref(),
                    new StageResult(
                            delivery.execution(), lineage.compute(), lineage.realizedSparsity(), lineage.heldOut()));
        });
    }

    @Override
    public Requirements needs(Delivery delivery, Progress progress) {
        StageWork work = (StageWork) delivery.work();
        CheckpointOutline parent = artifacts.outline(delivery.checkpoint(), progress);
        Optional<CheckpointOutline> teacher =
                Optional.ofNullable(work.teacher()).map(ref -> artifacts.outline(ref, progress));
        long text = sets(work).stream()
                .mapToLong(ref -> artifacts.size(ref, progress))
                .sum();
        // The tokenizer is written again with the result, and once more with the weights from before a requantization.
        long tokenizers = 2 * Math.max(0, parent.bytes() - delivery.checkpoint().bytes());
        long fetched = parent.bytes() + teacher.map(CheckpointOutline::bytes).orElse(0L) + text + tokenizers;
        return task.needs(new StageOutline(work, parent, teacher, text)).fetching(fetched);
    }

    @Override
    public Computed compute(Delivery delivery, Path directory, Progress progress) {
        StageInputs inputs = fetch(delivery, directory, progress);
        Path output = WorkDirectory.create(directory.resolve("output"));
        StageOutput result = task.run(inputs, output, progress);
        return compute -> commit(delivery, output, compute, result, progress);
    }

    private StageInputs fetch(Delivery delivery, Path directory, Progress progress) {
        StageWork work = (StageWork) delivery.work();
        Path parent = WorkDirectory.create(directory.resolve("parent"));
        artifacts.fetch(delivery.checkpoint(), parent, progress);
        Optional<Path> teacher = Optional.ofNullable(work.teacher()).map(ref -> {
            Path place = WorkDirectory.create(directory.resolve("teacher"));
            artifacts.fetch(ref, place, progress);
            return place;
        });
        Optional<Path> data = Optional.ofNullable(work.data())
                .map(ref -> artifacts.fetch(ref, WorkDirectory.create(directory.resolve("data")), progress));
        Map<String, Path> heldOut = artifacts.fetch(
                Objects.requireNonNullElse(work.heldOut(), List.of()), directory.resolve("held-out"), progress);
        var resume = new StoredResumePoints(
                artifacts, delivery, directory.resolve("resume"), progress, resumeInterval, System::nanoTime);
        return new StageInputs(work, parent, teacher, data, heldOut, resume);
    }

    /** All that a stage reads beside checkpoints. */
    private static List<DatasetRef> sets(StageWork work) {
        return Stream.concat(
                        Stream.ofNullable(work.data()),
                        Stream.ofNullable(work.heldOut()).flatMap(List::stream))
                .toList();
    }

    private Outcome commit(
            Delivery delivery, Path output, ComputeInterval compute, StageOutput result, Progress progress) {
        StageWork work = (StageWork) delivery.work();
        List<HeldOutPerplexity> heldOut = result.heldOut().isEmpty() ? null : result.heldOut();
        Lineage lineage = new Lineage(
                delivery.execution(),
                compute,
                delivery.checkpoint().digest(),
                work.recipe(),
                work.arm(),
                work.seed(),
                work.teacher() == null ? null : work.teacher().digest(),
                sets(work),
                result.realizedSparsity(),
                heldOut);
        StoredCheckpoint stored = artifacts.store(output, lineage, progress);
        forget(delivery, progress);
        return ready(stored.ref(), new StageResult(delivery.execution(), compute, result.realizedSparsity(), heldOut));
    }

    /** What could be gone on from is no longer needed; where it cannot be deleted now, it is swept away later. */
    private void forget(Delivery delivery, Progress progress) {
        try {
            artifacts.deleteResume(delivery.key(), progress);
        } catch (OrdoException e) {
            LOG.warn("{}: its points to resume from stay: {}", delivery.execution(), e.getMessage());
        }
    }

    private static Outcome ready(CheckpointRef checkpoint, StageResult result) {
        return new Outcome(Topics.CHECKPOINTS, CheckpointReady.done(checkpoint, result));
    }
}
