package dev.ordo.model.benchmark;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The matrix products of a model, alone, with weights of their own for every layer, so that they come from memory as the model's
 * do. Projections of one input are one product: q, k and v; gate and up.
 */
final class MatrixProducts {
    private static final double DEVIATION = 0.02;

    private final TorchSession session;
    private final TensorScope scope;
    private final ModelConfig config;
    private final ComputeType type;
    private final Kernels kernels;

    MatrixProducts(TorchSession session, TensorScope scope, ModelConfig config, ComputeType type) {
        this.session = session;
        this.scope = scope;
        this.config = config;
        this.type = type;
        this.kernels = RandomModels.kernels(session);
    }

    /**
     * From the inputs to the outputs, plain, and as oneDNN prepacks the weights where this processor can.
     *
     * @param rows positions computed together
     * @param times passes
     */
    List<Product> forward(int rows, int times) {
        return kinds().map(kind -> forward(kind, rows, times)).toList();
    }

    private Product forward(Kind kind, int rows, int times) {
        NDArray x = normal(rows, kind.columns());
        NDList weights = weights(kind);
        List<Runnable> ways = new ArrayList<>();
        ways.add(() -> run("products", x, weights));
        try {
            NDList prepacked = kernels.tensors(scope.manager(), "prepack", weights, rows);
            run("prepacked_products", x, prepacked);
            ways.add(() -> run("prepacked_products", x, prepacked));
        } catch (EngineException absent) {
            return new Product(times, ways);
        }
        return new Product(times, ways);
    }

    /** The same with packed weights, the head's in 8 bits. */
    List<Product> packed(int bits, int rows, int times) {
        return kinds().map(kind ->
                        packed(kind, kind.rows() == config.vocabSize() ? RandomModels.HEAD_BITS : bits, rows, times))
                .toList();
    }

    private Product packed(Kind kind, int bits, int rows, int times) {
        NDArray x = normal(rows, kind.columns());
        NDList operands = new NDList();
        NDList scales = new NDList();
        for (int i = 0; i < kind.count(); i++) {
            NDList parts = RandomModels.packed(session, kernels, scope.manager(), bits, kind.rows(), kind.columns());
            operands.add(parts.get(0));
            scales.add(parts.get(1));
        }
        operands.addAll(scales);
        return new Product(times, List.of(() -> run("packed_products", x, operands)));
    }

    /** From the gradients of the outputs to those of the inputs and of the weights. */
    List<Product> backward(int rows) {
        return kinds().flatMap(kind -> backward(kind, rows)).toList();
    }

    private Stream<Product> backward(Kind kind, int rows) {
        NDArray x = normal(rows, kind.columns());
        NDArray d = normal(rows, kind.rows());
        NDList weights = weights(kind);
        return Stream.of(
                new Product(1, List.of(() -> run("input_gradients", d, weights))),
                new Product(1, List.of(() -> run("weight_gradients", d, x, kind.count()))));
    }

    static List<Product> all(List<Product> some, List<Product> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private Stream<Kind> kinds() {
        int hidden = config.hiddenSize();
        int queries = config.numAttentionHeads() * config.headDim();
        int keys = config.numKeyValueHeads() * config.headDim();
        int layers = config.numHiddenLayers();
        return Stream.of(
                new Kind(queries + 2 * keys, hidden, layers),
                new Kind(hidden, queries, layers),
                new Kind(2 * config.intermediateSize(), hidden, layers),
                new Kind(hidden, config.intermediateSize(), layers),
                new Kind(config.vocabSize(), hidden, 1));
    }

    private NDList weights(Kind kind) {
        NDList weights = new NDList();
        for (int i = 0; i < kind.count(); i++) {
            weights.add(normal(kind.rows(), kind.columns()));
        }
        return weights;
    }

    private NDArray normal(long... shape) {
        return kernels.tensor(scope.manager(), "random_normal", shape, 0.0, DEVIATION, type.code(), session.device());
    }

    private void run(String kernel, Object... arguments) {
        try (TensorScope run = session.scope()) {
            NDManager owner = run.manager();
            kernels.tensor(owner, kernel, arguments);
        }
    }

    /** Weights of one shape. */
    private record Kind(int rows, int columns, int count) {}
}
