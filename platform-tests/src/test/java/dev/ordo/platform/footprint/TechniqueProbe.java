package dev.ordo.platform.footprint;

import dev.ordo.distiller.algorithm.Distillation;
import dev.ordo.distiller.algorithm.DistillationFootprint;
import dev.ordo.distiller.algorithm.DistillationInputs;
import dev.ordo.distiller.algorithm.DistillationParameters;
import dev.ordo.evaluator.algorithm.BaselineRecords;
import dev.ordo.evaluator.algorithm.Measurement;
import dev.ordo.evaluator.algorithm.MeasurementFootprint;
import dev.ordo.evaluator.algorithm.MeasurementInputs;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.pruner.algorithm.ActivationPruner;
import dev.ordo.pruner.algorithm.PruneParameters;
import dev.ordo.pruner.algorithm.PruningFootprint;
import dev.ordo.quantizer.algorithm.GroupQuantization;
import dev.ordo.quantizer.algorithm.QuantizationFootprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs one technique in a process of its own and prints {@code estimate ESTIMATED PEAK SEEN}, in bytes, beyond what the process
 * took before; and {@code disk ESTIMATED WRITTEN}.
 *
 * <p>Arguments: technique, checkpoint, text, sequences in a step of KD, an empty directory.
 */
final class TechniqueProbe {
    private static final TorchOptions OPTIONS = TorchOptions.cpu(2);
    private static final long MAX_TOKENS = 8192;
    private static final int GROUP_SIZE = 64;

    private final Path model;
    private final Path text;
    private final int batch;
    private final Path directory;

    private TechniqueProbe(Path model, Path text, int batch, Path directory) {
        this.model = model;
        this.text = text;
        this.batch = batch;
        this.directory = directory;
    }

    public static void main(String[] arguments) throws IOException {
        var probe = new TechniqueProbe(
                Path.of(arguments[1]), Path.of(arguments[2]), Integer.parseInt(arguments[3]), Path.of(arguments[4]));
        Footprint footprint = probe.estimate(arguments[0]);
        long estimate = sum(footprint.host(OPTIONS));
        long seen;
        try (PeakMemory peak = PeakMemory.watch()) {
            probe.run(arguments[0]);
            seen = peak.bytes();
        }
        System.out.println("memory " + estimate + " " + seen);
        System.out.println("disk " + sum(footprint.disk()) + " " + written(probe.directory));
    }

    private Footprint estimate(String technique) throws IOException {
        ModelConfig config = ModelConfig.read(model.resolve("config.json"));
        long textBytes = Files.size(text);
        return switch (technique) {
            case "prune" -> PruningFootprint.of(config, pruning(), textBytes);
            case "distill" -> DistillationFootprint.of(config, config, distillation(), textBytes);
            case "quantize" -> QuantizationFootprint.of(config, new GroupQuantization(4, GROUP_SIZE));
            case "evaluate" -> MeasurementFootprint.of(config, config, List.of(textBytes), MAX_TOKENS);
            default -> throw new IllegalArgumentException(technique);
        };
    }

    private void run(String technique) {
        Path output = directory.resolve("output");
        Path before = directory.resolve("before");
        if (technique.equals("quantize")) {
            new GroupQuantization(4, GROUP_SIZE).apply(model, output, WorkProgress.NONE);
            return;
        }
        try (TorchSession session = TorchSession.open(OPTIONS)) {
            switch (technique) {
                case "prune" ->
                    new ActivationPruner(session, pruning()).run(model, text, output, before, WorkProgress.NONE);
                case "distill" ->
                    new Distillation(session, distillation())
                            .run(new DistillationInputs(model, model, text), output, before, WorkProgress.NONE);
                default ->
                    new Measurement(session, new BaselineRecords(directory, Long.MAX_VALUE))
                            .run(measurement(), WorkProgress.NONE);
            }
        }
    }

    private MeasurementInputs measurement() {
        return new MeasurementInputs(model, Optional.empty(), model, "digest", Map.of("text", text), MAX_TOKENS);
    }

    private static PruneParameters pruning() {
        return new PruneParameters(0.1, GROUP_SIZE, 32, 256);
    }

    private DistillationParameters distillation() {
        return new DistillationParameters(2, 256, batch, 1e-4, 0.1, 0, 0, 2, 0.7, 0.3, 1, 1);
    }

    private static long sum(Map<String, Long> parts) {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long written(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.toString().matches(".*\\.(safetensors|states)"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
