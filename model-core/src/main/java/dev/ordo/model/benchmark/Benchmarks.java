package dev.ordo.model.benchmark;

import dev.ordo.model.torch.ComputeType;
import java.util.List;

/** The rows there are, in the order of the table. */
public final class Benchmarks {
    private static final List<BenchmarkCase> ALL = List.of(
            new Forward("forward-fp32", ComputeType.FLOAT32),
            new Forward("forward-bf16", ComputeType.BFLOAT16),
            new DistillationStep("kd-step-fp32", ComputeType.FLOAT32),
            new DistillationStep("kd-step-mixed", ComputeType.BFLOAT16),
            new Decoding("decode-fp32", ComputeType.FLOAT32, 0),
            new Decoding("decode-bf16", ComputeType.BFLOAT16, 0),
            new Decoding("decode-int8", ComputeType.BFLOAT16, 8),
            new Decoding("decode-int4", ComputeType.BFLOAT16, 4));

    private Benchmarks() {}

    public static List<String> names() {
        return ALL.stream().map(BenchmarkCase::name).toList();
    }

    /**
     * The row of a name.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static BenchmarkCase named(String name) {
        return ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no benchmark named " + name + "; expected one of " + String.join(", ", names())));
    }
}
