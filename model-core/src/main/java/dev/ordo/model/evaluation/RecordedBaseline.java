package dev.ordo.model.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.FileAccessException;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.ParameterLayout;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A baseline whose last layer's output over one text was computed before and lies in a file, so that comparing a model with
 * it costs one product with the head: the record holds (tokens, hidden) float32, little endian, in the order of the text.
 *
 * <p>The windows of a text follow from it and from the context, so a record serves every model of the same context.
 */
public final class RecordedBaseline implements Baseline, AutoCloseable {
    private final TorchSession session;
    private final NDManager owner;
    private final NDArray head;
    private final long hiddenSize;
    private Path record;

    private RecordedBaseline(TorchSession session, CheckpointDirectory checkpoint) {
        this.session = session;
        this.owner = session.manager().newSubManager();
        ParameterLayout layout = ParameterLayout.of(checkpoint.config());
        this.head = DecoderModel.weight(session, owner, checkpoint, layout.head());
        this.hiddenSize = layout.shape(layout.head())[1];
    }

    /** Reads the head alone of a baseline's checkpoint. */
    public static RecordedBaseline open(TorchSession session, CheckpointDirectory checkpoint) {
        return new RecordedBaseline(session, checkpoint);
    }

    /**
     * Computes what {@link #over} reads.
     *
     * @param tokens the text's ids, at least 2
     * @param record a file to be written; whole only when this returns
     * @param progress told after each batch of windows; may throw to stop
     * @throws FileAccessException if the file cannot be written
     */
    public static void record(DecoderModel baseline, int[] tokens, Path record, Perplexity.Progress progress) {
        var batches = new Windows(tokens, baseline.config().maxPositionEmbeddings()).batches();
        try (FileChannel file = FileChannel.open(record, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < batches.size(); i++) {
                try (TensorScope scope = baseline.session().scope()) {
                    NDArray hidden = baseline.hidden(scope.manager(), batches.get(i));
                    ByteBuffer bytes = hidden.toByteBuffer(false);
                    while (bytes.hasRemaining()) {
                        file.write(bytes);
                    }
                }
                progress.scored(i + 1, batches.size());
            }
            file.force(true);
        } catch (IOException e) {
            throw new FileAccessException(record, e);
        }
    }

    /** Reads from here on the record of one text. */
    public RecordedBaseline over(Path text) {
        record = text;
        return this;
    }

    @Override
    public NDArray hidden(NDManager resultOwner, TokenBatch batch, long firstToken) {
        int values = Math.toIntExact(batch.ids().length * hiddenSize);
        ByteBuffer bytes = ByteBuffer.allocateDirect(values * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        read(bytes, firstToken * hiddenSize * Float.BYTES);
        float[] states = new float[values];
        bytes.flip().asFloatBuffer().get(states);
        return session.floats(resultOwner, states, batch.sequences(), batch.length(), hiddenSize);
    }

    private void read(ByteBuffer target, long position) {
        try (FileChannel file = FileChannel.open(record, StandardOpenOption.READ)) {
            while (target.hasRemaining()) {
                if (file.read(target, position + target.position()) < 0) {
                    throw new EOFException("a record of another text: it ends at byte " + file.size());
                }
            }
        } catch (IOException e) {
            throw new FileAccessException(record, e);
        }
    }

    @Override
    public NDArray head() {
        return head;
    }

    @Override
    public void close() {
        owner.close();
    }
}
