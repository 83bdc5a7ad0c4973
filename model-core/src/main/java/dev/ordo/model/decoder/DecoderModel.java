package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A decoder with its weights on the session's device. Owns its tensors; not safe for concurrent use while it
 * is being trained.
 */
public final class DecoderModel implements AutoCloseable {
    private final TorchSession session;
    private final ModelConfig config;
    private final ParameterLayout layout;
    private final ComputeType type;
    private final NDManager owner;
    private final Kernels kernels;
    private DecoderWeights weights;
    private DecoderArguments arguments;

    private DecoderModel(TorchSession session, ModelConfig config, ComputeType type) {
        this.session = session;
        this.config = config;
        this.type = type;
        this.layout = ParameterLayout.of(config);
        this.owner = session.manager().newSubManager();
        this.kernels = Kernels.compile(
                session.device(),
                "tensors",
                "decoder",
                "products",
                "cpu",
                "layer_gradients",
                "training",
                "divergences",
                "fake_quantization",
                "nf4_fake_quantization",
                "evaluation",
                "generation");
        this.weights = DecoderWeights.of(layout, session.zeros(owner, 0));
        this.arguments = DecoderArguments.of(config, false, kernels, session);
    }

    /**
     * Reads a model of a checkpoint; packed weights are dequantized.
     *
     * @throws dev.ordo.model.OrdoException as reading the checkpoint does
     */
    public static DecoderModel load(TorchSession session, CheckpointDirectory checkpoint) {
        try (Kernels kernels = Kernels.compile(session.device(), MappedWeights.KERNELS)) {
            MappedWeights weights = new MappedWeights(session, checkpoint, kernels);
            return ofTensors(
                    session,
                    checkpoint.config(),
                    ComputeType.FLOAT32,
                    (owner, name, shape) -> weights.read(owner, name));
        }
    }

    /**
     * Reads a model of a checkpoint for inference alone, in which packed weights stay packed.
     *
     * <p>In float32 it computes, bit for bit, what {@link #load} computes: each packed weight is dequantized for one product at a
     * time. In bfloat16, on a processor, it computes with the packed weights themselves, where their sizes allow.
     *
     * @throws dev.ordo.model.OrdoException as reading the checkpoint does
     */
    public static DecoderModel loadPacked(TorchSession session, CheckpointDirectory checkpoint, ComputeType type) {
        try (PackedWeights weights = new PackedWeights(session, checkpoint, type)) {
            return ofParts(session, weights.config(), type, (owner, name, shape) -> weights.read(owner, name));
        }
    }

    /**
     * One weight of a checkpoint.
     *
     * @return float32, in the shape it has in the model; the owner's
     */
    public static NDArray weight(TorchSession session, NDManager owner, CheckpointDirectory checkpoint, String name) {
        try (Kernels kernels = Kernels.compile(session.device(), MappedWeights.KERNELS)) {
            return new MappedWeights(session, checkpoint, kernels).read(owner, name);
        }
    }

    /**
     * Makes a model of weights read one at a time.
     *
     * @param weights from a parameter's name to its float32 values, row-major; for example
     *     {@code checkpoint::readFloat32}
     * @throws IllegalArgumentException if a parameter is missing or has another size than the configuration says
     */
    public static DecoderModel of(TorchSession session, ModelConfig config, Function<String, float[]> weights) {
        return ofTensors(
                session,
                config,
                ComputeType.FLOAT32,
                (owner, name, shape) -> session.floats(owner, whole(name, weights.apply(name), shape), shape));
    }

    /** The same for inference alone, of weights that are converted to {@code type}, in which the model then computes. */
    public static DecoderModel of(
            TorchSession session, ModelConfig config, ComputeType type, Function<String, float[]> weights) {
        if (type == ComputeType.FLOAT32) {
            return of(session, config, weights);
        }
        try (Kernels kernels = Kernels.compile(session.device(), "tensors")) {
            return ofTensors(session, config, type, (owner, name, shape) -> {
                try (TensorScope scope = session.scope()) {
                    float[] values = whole(name, weights.apply(name), shape);
                    return kernels.tensor(
                            owner, "converted", session.floats(scope.manager(), values, shape), type.code());
                }
            });
        }
    }

    private static float[] whole(String name, float[] values, long[] shape) {
        if (values == null || values.length != ParameterLayout.size(shape)) {
            throw new IllegalArgumentException(name + " must have " + ParameterLayout.size(shape) + " values, had "
                    + (values == null ? "none" : values.length));
        }
        return values;
    }

    /**
     * Makes a model of tensors made one at a time.
     *
     * @param type of the tensors, in which the model then computes
     */
    public static DecoderModel ofTensors(
            TorchSession session, ModelConfig config, ComputeType type, WeightTensors weights) {
        return made(session, config, type, (owner, name, shape) -> new NDList(weights.make(owner, name, shape)));
    }

    /**
     * Makes a model for inference alone, of weights of which some may be packed: those of one input are one, where they are alike.
     *
     * @param type of the others, in which the model then computes
     * @param weights each one tensor, or, packed, the two that {@code products.py} says
     */
    public static DecoderModel ofParts(
            TorchSession session, ModelConfig config, ComputeType type, WeightParts weights) {
        DecoderModel model = made(session, config, type, weights);
        try {
            model.join();
            return model;
        } catch (RuntimeException incomplete) {
            model.close();
            throw incomplete;
        }
    }

    private static DecoderModel made(TorchSession session, ModelConfig config, ComputeType type, WeightParts weights) {
        DecoderModel model = new DecoderModel(session, config, type);
        try {
            ParameterLayout layout = model.layout;
            layout.names().forEach(name -> model.weights.add(weights.make(model.owner, name, layout.shape(name))));
            return model;
        } catch (RuntimeException incomplete) {
            model.close();
            throw incomplete;
        }
    }

    private void join() {
        weights = weights.joined(owner, kernels);
        arguments = DecoderArguments.of(config, weights.isJoined(), kernels, session);
    }

    /** Whether weights of one input are one. */
    boolean isJoined() {
        return weights.isJoined();
    }

    /** Whether weights are packed; then the model is for inference alone. */
    public boolean isPacked() {
        return weights.isPacked();
    }

    /**
     * The scores of every next token.
     *
     * @return float32, shape (sequences, length, vocabulary); owned by the given manager
     */
    public NDArray logits(NDManager resultOwner, TokenBatch batch) {
        return forward(resultOwner, "logits", batch);
    }

    /**
     * The last layer's output after the final norm.
     *
     * @return float32, shape (sequences, length, hidden); owned by the given manager
     */
    public NDArray hidden(NDManager resultOwner, TokenBatch batch) {
        return forward(resultOwner, "hidden", batch);
    }

    private NDArray forward(NDManager resultOwner, String kernel, TokenBatch batch) {
        try (TensorScope scope = session.scope()) {
            return kernels.tensor(resultOwner, kernel, arguments(tokens(scope, batch)));
        }
    }

    /** The batch as an int64 tensor (sequences, length) of the scope, its ids checked. */
    public NDArray tokens(TensorScope scope, TokenBatch batch) {
        batch.requireVocabulary(config.vocabSize());
        return session.longs(scope.manager(), batch.ids(), batch.sequences(), batch.length());
    }

    /** The rows of {@link TokenBatch#scoredRows} as an int64 tensor (rows) of the scope. */
    public NDArray scoredRows(TensorScope scope, TokenBatch batch) {
        long[] rows = batch.scoredRows();
        return session.longs(scope.manager(), rows, rows.length);
    }

    /** The arguments of a kernel that runs this decoder: what all such are told first, and then the given ones. */
    public Object[] arguments(Object... more) {
        return argumentsOf(weights.argument(), more);
    }

    /**
     * The arguments of a kernel that runs this decoder with other weights.
     *
     * @param others in layout order, of the parameters' shapes
     */
    public Object[] argumentsOf(NDList others, Object... more) {
        return arguments.with(others, more);
    }

    /**
     * Copies one parameter back, row-major.
     *
     * @throws IllegalArgumentException if the model has no such parameter
     * @throws IllegalStateException if weights are packed
     */
    public float[] weight(String name) {
        layout.shape(name);
        if (isPacked()) {
            throw forInference("packed");
        }
        return weights.values(name);
    }

    /** Copies every parameter back, in layout order. */
    public Map<String, float[]> weights() {
        Map<String, float[]> weights = new LinkedHashMap<>();
        layout.names().forEach(name -> weights.put(name, weight(name)));
        return weights;
    }

    /** Writes every parameter, rounded to the writer's type. */
    public void write(CheckpointWriter writer) {
        layout.names().forEach(name -> writer.write(name, weight(name)));
    }

    /**
     * The parameters themselves, in layout order; the model keeps owning them.
     *
     * @throws IllegalStateException if some are packed, or joined as {@link #loadPacked} does
     */
    public NDList parameters() {
        if (isPacked() || weights.isJoined()) {
            throw forInference(isPacked() ? "packed" : "joined");
        }
        return weights.tensors();
    }

    private static IllegalStateException forInference(String what) {
        return new IllegalStateException("the model's weights are " + what + ": it is for inference alone");
    }

    /**
     * The output projection (vocabulary, hidden), perhaps the embedding itself; the model keeps owning it.
     *
     * @throws IllegalStateException if it is packed
     */
    public NDArray head() {
        NDArray head = weights.whole(layout.head());
        if (head == null) {
            throw forInference("packed");
        }
        return head;
    }

    /** The type of the weights and of what is computed with them. */
    public ComputeType type() {
        return type;
    }

    public ModelConfig config() {
        return config;
    }

    public ParameterLayout layout() {
        return layout;
    }

    public TorchSession session() {
        return session;
    }

    /** The compiled kernels of the decoder, and of what is done with it. */
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public void close() {
        kernels.close();
        owner.close();
    }

    /** Where a model's weights come from, as products take them. */
    @FunctionalInterface
    public interface WeightParts {
        /**
         * Makes one of them.
         *
         * @param owner of the result: the model
         * @param shape of the matrix
         */
        NDList make(NDManager owner, String name, long[] shape);
    }

    /** Where a model's weights come from. */
    @FunctionalInterface
    public interface WeightTensors {
        /**
         * Makes one of them.
         *
         * @param owner of the result: the model
         * @param shape that it must have
         */
        NDArray make(NDManager owner, String name, long[] shape);
    }
}
