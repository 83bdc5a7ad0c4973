package dev.ordo.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/** The rows of {@code ordo bench model}, one after another, with the machine they were measured on. */
public final class ModelBenchmark {
    private ModelBenchmark() {}

    /**
     * Measures.
     *
     * @param names of the rows
     * @param rows told of each row when it is there
     * @return {@code cpu}, {@code cores}, {@code flags}, {@code threads}, {@code software}, {@code java}, {@code shape},
     *     {@code sequence}, and {@code results}, a list of rows
     */
    public static ObjectNode run(List<String> names, BenchmarkPlan plan, Consumer<ObjectNode> rows) {
        ObjectNode report = new ObjectMapper().createObjectNode();
        Processor processor = Processor.ofThisMachine();
        report.put("cpu", processor.model());
        report.put("cores", Runtime.getRuntime().availableProcessors());
        processor.flags().forEach(report.putArray("flags")::add);
        report.put("threads", plan.threads());
        report.put("java", System.getProperty("java.vm.version"));
        report.put("shape", plan.shape());
        report.put("sequence", plan.sequence());
        ArrayNode results = report.putArray("results");
        for (String name : names) {
            ObjectNode row = BenchmarkProcess.run(name, plan);
            report.set("software", row.remove("software"));
            results.add(row);
            rows.accept(row);
        }
        return report;
    }
}
