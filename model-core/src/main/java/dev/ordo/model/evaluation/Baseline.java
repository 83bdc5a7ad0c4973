package dev.ordo.model.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;

/** What a model is compared with: the output of a last layer, and the head that makes predictions of it. */
public interface Baseline {

    /** A model that is asked whenever it is needed; stays its owner's. */
    static Baseline of(DecoderModel model) {
        return new Baseline() {
            @Override
            public NDArray hidden(NDManager owner, TokenBatch batch, long firstToken) {
                return model.hidden(owner, batch);
            }

            @Override
            public NDArray head() {
                return model.head();
            }
        };
    }

    /**
     * The last layer's output after the final norm.
     *
     * @param firstToken how many tokens of the text come before the batch
     * @return float32, shape (sequences, length, hidden); owned by the given manager
     */
    NDArray hidden(NDManager owner, TokenBatch batch, long firstToken);

    /** The output projection, float32, shape (vocabulary, hidden); stays the baseline's. */
    NDArray head();
}
