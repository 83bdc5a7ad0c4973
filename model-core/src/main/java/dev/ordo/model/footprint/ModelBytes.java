package dev.ordo.model.footprint;

import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.decoder.ParameterLayout;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.training.StepOptions;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What the parts of one model take as the kernels compute: everything in float32, weights whole, logits some positions at a
 * time.
 *
 * <p>C hidden size, H query heads, G key/value heads, D head size, I intermediate size, V vocabulary.
 *
 * @param config its shape; packed weights count as what they are dequantized to, unless it is said otherwise
 */
public record ModelBytes(ModelConfig config) {
    private static final long FLOAT = Float.BYTES;

    /** Positions whose logits are held at once, as in the kernels. */
    private static final long PIECE = 256;

    /** Matrices (piece, V) that live at once: logits, log-probabilities and products, of a model and of the other. */
    private static final long LOGIT_MATRICES = 7;

    /** All weights. */
    public long weights() {
        return FLOAT * ParameterLayout.of(config).count();
    }

    /**
     * The weights as a model for perplexity holds them: packed ones packed, and of those one product's dequantized; the others, the
     * embedding, those with an adapter, and what no product takes packed, in float32.
     */
    public long held() {
        TensorLayout stored = TensorLayout.of(config);
        long packed = 0;
        long largest = 0;
        long floats = 0;
        for (String name : ParameterLayout.of(config).names()) {
            boolean adapted = config.adapter().filter(each -> each.covers(name)).isPresent();
            Optional<PackedLayout> own = stored.packed(name).filter(PackedLayout::isMultipliedPacked);
            if (own.isPresent() && !name.equals(ParameterLayout.EMBEDDING) && !adapted) {
                packed += own.get().numberAndScaleBytes();
                largest = Math.max(largest, size(name));
            } else {
                floats += size(name);
            }
        }
        return floats + packed + 2 * largest;
    }

    /** The weights of one layer. */
    public long layer() {
        ParameterLayout layout = ParameterLayout.of(config);
        return layout.layer(0).stream().mapToLong(this::size).sum();
    }

    /** The output projection, (V, C), which is the embedding where the two are tied. */
    public long head() {
        return FLOAT * config.vocabSize() * config.hiddenSize();
    }

    /** The largest weight that passes through the Java heap when a model is read: of those with an adapter, which is added to it there. */
    public long largestOnHeap() {
        return ParameterLayout.of(config).names().stream()
                .filter(name ->
                        config.adapter().filter(each -> each.covers(name)).isPresent())
                .mapToLong(this::size)
                .max()
                .orElse(0);
    }

    /** The largest single weight. */
    public long largestWeight() {
        return ParameterLayout.of(config).names().stream()
                .mapToLong(this::size)
                .max()
                .orElse(0);
    }

    /**
     * The largest weight that is held whole where a checkpoint is read and written tensor by tensor: of a layer; or, if they are packed, the
     * embedding or the head, which are held packed, twice. Other tensors pass in pieces.
     */
    public long largestCopied() {
        TensorLayout stored = TensorLayout.of(config);
        LongStream outer = Stream.of(ParameterLayout.EMBEDDING, ParameterLayout.HEAD)
                .flatMap(name -> stored.packed(name).stream())
                .mapToLong(packed -> 2 * packed.numberAndScaleBytes());
        return Math.max(largestOfLayer(), outer.max().orElse(0));
    }

    /** The largest weight of a layer. */
    public long largestOfLayer() {
        return ParameterLayout.of(config).layer(0).stream()
                .mapToLong(this::size)
                .max()
                .orElse(0);
    }

    private long size(String name) {
        return FLOAT * Arrays.stream(ParameterLayout.of(config).shape(name)).reduce(1, Math::multiplyExact);
    }

    /** The logits, and what is made of them, of as many of the positions as are held at once. */
    public long logits(long positions) {
        return FLOAT * LOGIT_MATRICES * Math.min(PIECE, positions) * config.vocabSize();
    }

    /** What the last layer gives: (positions, C). */
    public long states(long positions) {
        return FLOAT * positions * config.hiddenSize();
    }

    /**
     * The most that a pass without gradients holds: the residual stream and the temporaries of its widest layer, twice, for the
     * allocator keeps a part of what is freed between layers.
     */
    public long forward(long positions) {
        long attention = projected() + (config.queryKeyNorm() ? 5 : 3) * turned() + 4 * queries();
        long neurons = 5L * config.intermediateSize();
        return 2
                * FLOAT
                * (positions * (4L * config.hiddenSize() + Math.max(attention, neurons))
                        + joinedProjections()
                        + mask(positions));
    }

    /**
     * What generating holds beside the weights: keys and values of every layer for all positions; the pass over the prompts, whose
     * mask and whose scores are held for every pair of positions of a sequence; and the logits of one position each, with what
     * is read of them.
     *
     * @param sequences prompts that are continued together
     * @param length tokens of the longest
     */
    public long generation(long sequences, long length, long newTokens) {
        long kept = 2L * config.numHiddenLayers() * config.numKeyValueHeads() * config.headDim() * (length + newTokens);
        long pairs = 2L * config.numAttentionHeads() * length * length;
        return FLOAT * sequences * (kept + pairs + 2L * config.vocabSize()) + forward(sequences * length);
    }

    /**
     * What a pass keeps of every layer for the way back, and what the widest layer takes on that way.
     *
     * <p>A layer keeps its input and the input of the MLP (2 C); q, k and v as projected, q and k turned; the attention's result; the
     * MLP's gate and up (2 I). On the way back it takes the norms' pieces (5 C) and the MLP's (5 I), or what attention is
     * differentiated with: k and v repeated, three gradients and the two that are put together of them; and the three
     * projections' matrix and its gradient. A quarter more is for what the allocator keeps between pieces.
     */
    public long training(long positions) {
        return training(positions, StepOptions.FLOAT32);
    }

    /**
     * As {@link #training(long)}, where what products take and give is in another type, or of all layers but one only the input is kept.
     *
     * @param positions of as many sequences as are computed at a time
     */
    public long training(long positions, StepOptions options) {
        long product = options.products() == ComputeType.FLOAT32 ? FLOAT : FLOAT / 2;
        long state = FLOAT * config.hiddenSize();
        long kept = 2 * state + product * (projected() + turned() + queries() + 2L * config.intermediateSize());
        long attention = 6 * queries() + 2 * projected() + turned() + normed();
        long back = FLOAT * (5L * config.hiddenSize() + Math.max(5L * config.intermediateSize(), attention));
        long layers = config.numHiddenLayers();
        long all = options.activationCheckpointing() ? layers * state + kept : layers * kept;
        return (positions * (all + back) + FLOAT * (2 * joinedProjections() + mask(positions))) * 5 / 4;
    }

    /** The weights that an adapter would change, in float32. */
    public long adapted(AdapterConfig adapter) {
        return ParameterLayout.of(config).names().stream()
                .filter(adapter::covers)
                .mapToLong(this::size)
                .sum();
    }

    /** The low-rank adapters of all weights, in float32. */
    public long adapters(AdapterConfig adapter) {
        ParameterLayout layout = ParameterLayout.of(config);
        return FLOAT
                * adapter.rank()
                * layout.names().stream()
                        .filter(adapter::covers)
                        .mapToLong(name -> Arrays.stream(layout.shape(name)).sum())
                        .sum();
    }

    /** Every tensor as a checkpoint of this configuration stores it, packed where it is packed, adapters in bfloat16. */
    public long stored() {
        long adapters = config.adapter().map(each -> adapters(each) / 2).orElse(0L);
        return TensorLayout.of(config).storedBytes(config.torchDtype()) + adapters;
    }

    /**
     * What a checkpoint of these widths takes that is stored as its parent, of this configuration, is: where that is packed,
     * also the floating-point weights from before they were packed again.
     */
    public long revised() {
        return stored() + (config.quantization().isPresent() ? inBf16() : 0);
    }

    /** Every tensor in bfloat16, nothing packed. */
    public long inBf16() {
        return TensorLayout.of(config.withoutQuantization()).storedBytes(DType.BF16);
    }

    /** (H + 2 G) D of one position. */
    private long projected() {
        return (long) (config.numAttentionHeads() + 2 * config.numKeyValueHeads()) * config.headDim();
    }

    /** (H + G) D of one position. */
    private long turned() {
        return (long) (config.numAttentionHeads() + config.numKeyValueHeads()) * config.headDim();
    }

    /** What the norms of q and k keep of one position: quotients, and the two put together before they are turned. */
    private long normed() {
        return config.queryKeyNorm() ? 2 * turned() : 0;
    }

    /** What a window adds to the scores of every pair of positions of a sequence, and the distances that it is made from. */
    private long mask(long positions) {
        long length = Math.min(positions, config.maxPositionEmbeddings());
        return config.attentionWindows().stream().anyMatch(size -> size > 0 && size < length) ? 4 * length * length : 0;
    }

    /** H D of one position. */
    private long queries() {
        return (long) config.numAttentionHeads() * config.headDim();
    }

    /** The matrix of q, k and v as one. */
    private long joinedProjections() {
        return projected() * config.hiddenSize();
    }
}
