package dev.ordo.evaluator.clarity;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.ordo.model.FileAccessException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;

/**
 * all-MiniLM-L6-v2 in this process, as sentence-transformers runs it: the first 256 tokens, special ones included, and the mean of
 * their last states, scaled to length 1. Safe for use by several threads.
 *
 * <p>The model lies on the class path. It takes 90 MB of disk while it is being opened and, from then on, about as much memory
 * outside the Java heap.
 */
public final class SentenceEmbedder implements AutoCloseable {
    private static final String MODEL = "/all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";
    private static final String MOST_TOKENS = "256";

    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;

    private SentenceEmbedder(OrtSession session, HuggingFaceTokenizer tokenizer) {
        this.session = session;
        this.tokenizer = tokenizer;
    }

    /**
     * Opens the model.
     *
     * @param threads that compute, as in the rest of the process
     * @throws FileAccessException if the disk of temporary files refuses
     */
    public static SentenceEmbedder open(int threads) {
        try (InputStream tokenizer = resource(TOKENIZER);
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // Threads that wait by spinning would starve PyTorch's.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return new SentenceEmbedder(
                    session(options),
                    HuggingFaceTokenizer.newInstance(
                            tokenizer, Map.of("truncation", "true", "maxLength", MOST_TOKENS, "padding", "false")));
        } catch (IOException e) {
            throw new FileAccessException(Path.of(System.getProperty("java.io.tmpdir")), e);
        } catch (OrtException e) {
            throw new IllegalStateException("the embedding model cannot be opened", e);
        }
    }

    /** Through a file: read as bytes, the model would be in memory twice. */
    private static OrtSession session(OrtSession.SessionOptions options) throws IOException, OrtException {
        Path file = Files.createTempFile("minilm", ".onnx");
        try (InputStream model = resource(MODEL)) {
            Files.copy(model, file, StandardCopyOption.REPLACE_EXISTING);
            return OrtEnvironment.getEnvironment().createSession(file.toString(), options);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static InputStream resource(String name) {
        InputStream found = SentenceEmbedder.class.getResourceAsStream(name);
        if (found == null) {
            throw new IllegalStateException("the class path lacks " + name);
        }
        return found;
    }

    /** The meaning of a text: 384 numbers whose squares add up to 1. */
    public double[] embed(String text) {
        Encoding encoding = tokenizer.encode(text);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor ids = OnnxTensor.createTensor(environment, new long[][] {encoding.getIds()});
                OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][] {encoding.getAttentionMask()});
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[][] {encoding.getTypeIds()});
                OrtSession.Result result =
                        session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            return direction(((float[][][]) result.get(0).getValue())[0]);
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "the embedding model failed on a text of " + text.length() + " characters", e);
        }
    }

    /** The sum of the states, shape (tokens, hidden), scaled to length 1: the mean has the same direction. */
    private static double[] direction(float[][] states) {
        double[] sum = new double[states[0].length];
        for (float[] state : states) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += state[i];
            }
        }
        double length = Math.sqrt(Arrays.stream(sum).map(each -> each * each).sum());
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= length;
        }
        return sum;
    }

    /** The cosine of the angle between two embeddings, in [-1, 1]. */
    public static double cosine(double[] one, double[] other) {
        double product = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
        }
        return product;
    }

    @Override
    public void close() {
        tokenizer.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the embedding model cannot be closed", e);
        }
    }
}
