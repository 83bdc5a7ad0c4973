package dev.ordo.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.cli.CommandFailure;
import dev.ordo.model.benchmark.Benchmarking;
import dev.ordo.model.benchmark.Benchmarks;
import dev.ordo.model.benchmark.Measurement;
import dev.ordo.model.benchmark.Stopwatch;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures one row in a process of its own, whose most resident memory is then that row's. */
public final class BenchmarkProcess {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> OPTIONS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dordo.log.level=OFF");

    private BenchmarkProcess() {}

    /**
     * Starts the process and waits for its end.
     *
     * @param name of the row
     * @return the row, and under {@code software} what computed it
     * @throws CommandFailure if it fails, with what it said
     */
    static ObjectNode run(String name, BenchmarkPlan plan) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchmarkProcess.class.getName(), name));
        command.add(MAPPER.valueToTree(plan).toString());
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new CommandFailure("measuring " + name + " failed: " + said.strip());
            }
            return (ObjectNode) MAPPER.readTree(said.substring(said.indexOf('{')));
        } catch (IOException e) {
            throw new CommandFailure("measuring " + name + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("measuring " + name + " was interrupted", e);
        }
    }

    /** @param args the row's name, and the plan as JSON */
    public static void main(String[] args) throws IOException {
        BenchmarkPlan plan = MAPPER.readValue(args[1], BenchmarkPlan.class);
        ModelConfig config = ModelConfig.parse(plan.config());
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(plan.threads()))) {
            Measurement row = new Benchmarking(session, config, plan.sequence(), Stopwatch.USUAL)
                    .measure(Benchmarks.named(args[0]), ProcessMemory::peak);
            ObjectNode json = MAPPER.valueToTree(row);
            json.put("software", TorchSession.software());
            System.out.println(json);
        }
    }
}
