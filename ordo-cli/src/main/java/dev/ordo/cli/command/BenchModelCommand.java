package dev.ordo.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.bench.BenchmarkPlan;
import dev.ordo.cli.bench.ModelBenchmark;
import dev.ordo.cli.bench.ModelShape;
import dev.ordo.model.benchmark.Benchmarks;
import dev.ordo.model.checkpoint.ModelConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ordo bench model}: how fast the decoder is, beside the matrix products it is made of. */
@Command(
        name = "model",
        description = {
            "Measure forward passes, steps of distillation and decoding on random weights.",
            "Each row runs in a process of its own, whose most resident memory is its peak."
        })
public final class BenchModelCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--shape",
            defaultValue = "smollm2-135m",
            paramLabel = "NAME|FILE",
            description = "A known shape, or a config.json (default: ${DEFAULT-VALUE}).")
    private String shape;

    @Option(
            names = "--sequence",
            defaultValue = "512",
            description = "Tokens of the batch's one sequence (default: ${DEFAULT-VALUE}).")
    private int sequence;

    @Option(names = "--threads", defaultValue = "2", description = "Processor threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--only", split = ",", paramLabel = "NAMES", description = "These rows alone, by name.")
    private List<String> only = Benchmarks.names();

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the rows as JSON there too; - writes them to the output in place of the table.")
    private String json;

    @Override
    public Integer call() {
        BenchmarkPlan plan = new BenchmarkPlan(shape, config().toJson(), sequence, threads);
        check(plan);
        boolean table = !STANDARD_OUTPUT.equals(json);
        if (table) {
            print("%-14s %9s %9s %9s %6s %9s%n", "", "tok/s", "median", "floor", "share", "peak MB");
        }
        ObjectNode report = ModelBenchmark.run(only, plan, row -> {
            if (table) {
                print(row);
            }
        });
        write(report);
        return 0;
    }

    private void check(BenchmarkPlan plan) {
        for (String name : only) {
            try {
                Benchmarks.named(name);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--only: " + e.getMessage());
            }
        }
        int context = ModelConfig.parse(plan.config()).maxPositionEmbeddings();
        if (sequence < 2 || sequence >= context) {
            throw new ParameterException(
                    spec.commandLine(), "--sequence must be in [2, " + context + "), was " + sequence);
        }
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, was " + threads);
        }
    }

    private ModelConfig config() {
        if (ModelShape.NAMES.contains(shape)) {
            return ModelShape.named(shape).config();
        }
        Path file = Path.of(shape);
        try {
            JsonNode read = new ObjectMapper().readTree(file.toFile());
            return ModelConfig.parse(read);
        } catch (IOException e) {
            throw CommandFailure.cannotRead(
                    file, "a config.json, or one of the shapes " + String.join(", ", ModelShape.NAMES), e);
        }
    }

    private void print(JsonNode row) {
        double speed = row.path("tokensPerSecond").asDouble();
        double floor = row.path("floorTokensPerSecond").asDouble();
        print(
                "%-14s %9.1f %9.1f %9.1f %6.2f %9.0f%n",
                row.path("name").asText(),
                speed,
                row.path("medianTokensPerSecond").asDouble(),
                floor,
                speed / floor,
                row.path("peakBytes").asLong() / 1e6);
    }

    private void print(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, format, values);
        out.flush();
    }

    private void write(ObjectNode report) {
        if (STANDARD_OUTPUT.equals(json)) {
            spec.commandLine().getOut().println(report.toPrettyString());
        } else if (json != null) {
            try {
                Files.writeString(Path.of(json), report.toPrettyString() + "\n");
            } catch (IOException e) {
                throw new CommandFailure("cannot write " + json + ": " + e.getMessage(), e);
            }
        }
    }
}
