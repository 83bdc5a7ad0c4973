package dev.ordo.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.cli.bench.ProcessMemory;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.decoder.MlpSaliency;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordo bench calibration}: time and memory of the pass that pruning measures neurons with. */
@Command(name = "calibration", description = "Measure time and peak memory of a calibration pass.")
public final class BenchCalibrationCommand implements Callable<Integer> {
    private static final double GIB = 1L << 30;

    @Spec
    private CommandSpec spec;

    @Option(names = "--checkpoint", required = true, paramLabel = "DIR", description = "A checkpoint directory.")
    private Path directory;

    @Option(names = "--text", paramLabel = "FILE", description = "A UTF-8 text; by default a bundled one.")
    private Path text = OrdoHome.find().root().resolve("data/austen-calibration.txt");

    @Option(names = "--samples", defaultValue = "8", description = "Sequences (default: ${DEFAULT-VALUE}).")
    private int samples;

    @Option(names = "--length", defaultValue = "512", description = "Tokens of each (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(names = "--threads", description = "Processor threads; by default all.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print tokens, seconds and peakBytes as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        double seconds = seconds();
        spec.commandLine().getOut().println(json ? asJson(seconds) : asText(seconds));
        return 0;
    }

    private double seconds() {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory);
                TorchSession session = TorchSession.open(TorchOptions.cpu(threads));
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            int[] tokens = TokenizedText.read(text, checkpoint).atLeast((long) samples * length, "calibration");
            List<TokenBatch> batches = List.of(TokenBatch.of(tokens, 0, samples, length));
            long start = System.nanoTime();
            MlpSaliency.measure(decoder, batches, (done, layers, unit) -> {});
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private String asText(double seconds) {
        return String.format(
                Locale.ROOT,
                "%d x %d tokens in %.1f s, %.1f tokens/s, peak memory %.2f GiB",
                samples,
                length,
                seconds,
                samples * length / seconds,
                ProcessMemory.peak() / GIB);
    }

    private String asJson(double seconds) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("tokens", (long) samples * length);
        node.put("seconds", seconds);
        node.put("peakBytes", ProcessMemory.peak());
        return node.toString();
    }
}
