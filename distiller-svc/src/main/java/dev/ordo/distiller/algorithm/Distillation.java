package dev.ordo.distiller.algorithm;

import dev.ordo.model.WorkPoints;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.quantization.RevisedCheckpoint;
import dev.ordo.model.text.InvalidTextException;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.tokenizer.TextTokenizer;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.CosineSchedule;
import dev.ordo.model.training.LowRankAdapters;
import dev.ordo.model.training.Trainer;
import dev.ordo.model.training.TrainingLoop;
import dev.ordo.model.training.WindowSampler;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Knowledge distillation of a whole student: {@code crossEntropyWeight * CE + divergenceWeight * T^2 * divergence}, and {@code
 * hiddenWeight} times the distance of hidden states, as {@link dev.ordo.model.training.Loss} says, with AdamW on a cosine schedule, in float32 or with products in bfloat16, the result in bfloat16.
 *
 * <p>Of chat, both losses are taken where the assistant speaks and nowhere else; conversations follow each other as the pages of
 * a text do, and a sequence in which the assistant says nothing is passed over.
 *
 * <p>A step sees {@code batchSize} sequences of {@code sequenceLength + 1} tokens, the first of which is not scored. Where
 * the budget is more than the text, the text comes round again in another order. The same inputs, parameters and thread count
 * give the same bytes.
 *
 * <p>Holds the student four times over in float32 (weights, gradients, two moments) and the teacher once, if the loss has a share of it; where it computes with
 * fake-quantized weights, these, too. Where a packed student is frozen, there are no moments but the adapters', and a second copy of what they change.
 *
 * @see <a href="https://arxiv.org/abs/1503.02531">Hinton et al. 2015</a>
 */
public final class Distillation {
    private static final String STEP = "step";
    private static final String STATE = "state.safetensors";

    private final TorchSession session;
    private final DistillationParameters parameters;
    private final PackedStudent packed;
    private final TrainingWatch watch;

    /** Distillation that trains a packed parent's dequantized weights in floating point. */
    public Distillation(TorchSession session, DistillationParameters parameters) {
        this(session, parameters, new PackedStudent.Dequantized());
    }

    /** As the other, with nobody looking on. */
    public Distillation(TorchSession session, DistillationParameters parameters, PackedStudent packed) {
        this(session, parameters, packed, TrainingWatch.NONE);
    }

    /**
     * Distillation that is looked upon.
     *
     * @param packed what becomes of a packed parent; without effect on any other
     */
    public Distillation(
            TorchSession session, DistillationParameters parameters, PackedStudent packed, TrainingWatch watch) {
        this.session = session;
        this.parameters = parameters;
        this.packed = packed;
        this.watch = watch;
    }

    /**
     * Trains and writes the student. A packed parent is dequantized first and packed again afterwards, unless it is frozen.
     *
     * @param output an empty directory
     * @param beforeRequantize where the trained weights go before they are packed again, if they are
     * @param progress told after each step, and of each tensor that is packed again
     * @return perplexity on the held-out texts, by step
     * @throws DistillationRefusedException if the tokenizers differ, hidden states of other sizes are compared, teacher and loss give no gradient, or a frozen parent has adapters
     *     of another form
     * @throws dev.ordo.model.text.InvalidTextException if the text has fewer than two sequences, or nothing of a held-out one can be scored
     * @throws dev.ordo.model.training.NonFiniteLossException if training diverges
     */
    public List<HeldOutScore> run(
            DistillationInputs inputs, Path output, Path beforeRequantize, WorkProgress progress) {
        return run(inputs, output, beforeRequantize, progress, WorkPoints.NONE);
    }

    /**
     * As the other, from the latest point if there is one that fits. On processors of one type, with as many threads, the result is the
     * same to the last bit as that of a run that was never interrupted.
     *
     * @param points where the training's state is saved when it is due, before the step is told
     */
    public List<HeldOutScore> run(
            DistillationInputs inputs, Path output, Path beforeRequantize, WorkProgress progress, WorkPoints points) {
        TokenizerIdentity.require(inputs.parent(), inputs.teacher());
        try (CheckpointDirectory parent = CheckpointDirectory.open(inputs.parent());
                CheckpointDirectory teacher = CheckpointDirectory.open(inputs.teacher())) {
            requireContext("student", parent);
            requireContext("teacher", teacher);
            requireOneHiddenSize(parent.config(), teacher.config());
            CommonVocabulary vocabulary = CommonVocabulary.of(parent.config(), teacher.config(), tokens(inputs));
            HeldOutCurve curve = new HeldOutCurve(inputs.heldOut(), parent);
            Run run = new Run(parent, teacher, vocabulary, sampler(inputs.data(), parent), curve, progress, points);
            if (packed instanceof PackedStudent.Frozen frozen
                    && parent.config().quantization().isPresent()) {
                adapters(run, frozen, output);
            } else {
                whole(run, output, beforeRequantize);
            }
            return curve.scores();
        }
    }

    private void whole(Run run, Path output, Path beforeRequantize) {
        CheckpointDirectory parent = run.parent();
        RevisedCheckpoint result = RevisedCheckpoint.of(parent, parent.config()).inBf16();
        try (DecoderModel student = run.vocabulary().load(session, parent)) {
            train(run, parameters.schedule(), student, teacher -> trainer(student, parent.config(), teacher));
            result.write(
                    name -> Stream.of(run.vocabulary().restore(name, student.weight(name), parent)),
                    output,
                    beforeRequantize,
                    run.progress());
        }
    }

    private void adapters(Run run, PackedStudent.Frozen frozen, Path output) {
        try (CheckpointDirectory base =
                        CheckpointDirectory.openBase(run.parent().path());
                DecoderModel student = run.vocabulary().load(session, base)) {
            AdaptedStudent adapted = new AdaptedStudent(run.parent(), base, frozen.adapter());
            try (LowRankAdapters adapters = adapted.adapters(student, parameters.seed())) {
                train(
                        run,
                        parameters.schedule(frozen.learningRate()),
                        student,
                        teacher -> Trainer.adapting(
                                student,
                                teacher,
                                parameters.loss(),
                                parameters.optimizer(),
                                parameters.options(),
                                adapters));
                adapted.write(adapters, output);
            }
        }
    }

    /** A loss that does not look at a teacher has none in memory. */
    private void train(Run run, CosineSchedule schedule, DecoderModel student, Function<DecoderModel, Trainer> making) {
        if (!parameters.loss().needsTeacher()) {
            train(run, schedule, accepted(making, student));
            return;
        }
        try (DecoderModel teacher = run.vocabulary()
                .load(session, run.teacher(), parameters.options().products())) {
            train(run, schedule, accepted(making, teacher));
        }
    }

    private void train(Run run, CosineSchedule schedule, Trainer trainer) {
        try (trainer) {
            WorkPoints points = run.points();
            int done = points.latest().map(point -> resume(run, trainer, point)).orElse(0);
            if (done == 0) {
                measure(run, trainer, 0);
            }
            new TrainingLoop(trainer, run.sampler(), schedule).run(done, step -> {
                watch.stepped(step);
                measure(run, trainer, step.step());
                if (points.due() && step.step() < step.steps()) {
                    points.save(step.step(), STEP, point -> save(run, trainer, step.step(), point));
                }
                run.progress().report(step.step(), step.steps(), STEP);
            });
        }
    }

    private void measure(Run run, Trainer trainer, int step) {
        int steps = parameters.steps();
        if (run.curve().isDue(step, steps)) {
            watch.measured(run.curve().measure(step, trainer, (done, batches) -> {
                // Whoever must leave saves the step first, and a report would stop him before.
                if (!run.points().due()) {
                    run.progress().report(Math.max(0, step - 1), steps, STEP);
                }
            }));
        }
    }

    private static void save(Run run, Trainer trainer, int step, Path point) {
        trainer.save(step, point.resolve(STATE));
        run.curve().save(point);
    }

    private static int resume(Run run, Trainer trainer, Path point) {
        int done = trainer.resume(point.resolve(STATE));
        if (done > 0) {
            run.curve().resume(point);
        }
        return done;
    }

    private static Trainer accepted(Function<DecoderModel, Trainer> making, DecoderModel teacher) {
        try {
            return making.apply(teacher);
        } catch (IllegalArgumentException e) {
            throw new DistillationRefusedException(e.getMessage());
        }
    }

    private Trainer trainer(DecoderModel student, ModelConfig stored, DecoderModel teacher) {
        if (packed instanceof PackedStudent.FakeQuantized
                && stored.quantization().isPresent()) {
            return Trainer.quantizationAware(
                    student, teacher, parameters.loss(), parameters.optimizer(), parameters.options(), stored);
        }
        return Trainer.distillation(student, teacher, parameters.loss(), parameters.optimizer(), parameters.options());
    }

    private WindowSampler sampler(Path data, CheckpointDirectory parent) {
        long needed = 2L * parameters.sequenceLength() + 1;
        TokenizedText text = TokenizedText.read(data, parent);
        int[] tokens = text.atLeast(needed, "distillation");
        try {
            return new WindowSampler(
                    tokens, text.mask(), parameters.batchSize(), parameters.sequenceLength(), parameters.seed());
        } catch (IllegalArgumentException e) {
            throw new InvalidTextException(text.name() + ": " + e.getMessage());
        }
    }

    private void requireContext(String who, CheckpointDirectory checkpoint) {
        int context = checkpoint.config().maxPositionEmbeddings();
        if (parameters.sequenceLength() > context) {
            throw new DistillationRefusedException("recipes.distill.sequenceLength is " + parameters.sequenceLength()
                    + ", but the " + who + " reads " + context + " tokens");
        }
    }

    private void requireOneHiddenSize(ModelConfig student, ModelConfig teacher) {
        if (parameters.loss().hiddenWeight() > 0 && teacher.hiddenSize() != student.hiddenSize()) {
            throw new DistillationRefusedException(
                    "recipes.distill.hiddenWeight is " + parameters.loss().hiddenWeight()
                            + ", which compares hidden states of one size, but the teacher's hidden size is "
                            + teacher.hiddenSize() + ", and the student's " + student.hiddenSize());
        }
    }

    private static int tokens(DistillationInputs inputs) {
        try (TextTokenizer tokenizer = TextTokenizer.open(inputs.parent())) {
            return tokenizer.vocabSize();
        }
    }

    /** What one distillation works on. */
    private record Run(
            CheckpointDirectory parent,
            CheckpointDirectory teacher,
            CommonVocabulary vocabulary,
            WindowSampler sampler,
            HeldOutCurve curve,
            WorkProgress progress,
            WorkPoints points) {}
}
