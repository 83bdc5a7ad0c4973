package dev.ordo.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.gguf.GgufExport;
import dev.ordo.model.gguf.GgufFileType;
import dev.ordo.model.gguf.GgufReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordo export}: writes a model for other programs, on this machine; without a stack if the model is a directory. */
@Command(name = "export", description = "Write a model in another program's format.")
public final class ExportCommand implements Callable<Integer> {
    /** What can be written. */
    enum Format {
        GGUF
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private LocalModel local;

    @Option(
            names = "--format",
            paramLabel = "gguf",
            defaultValue = "gguf",
            description = "Default: ${DEFAULT-VALUE}, which llama.cpp opens.")
    private Format format;

    @Option(
            names = "--type",
            paramLabel = "f32|f16|bf16|q8_0",
            defaultValue = "f16",
            description = "What matrices are stored as (default: ${DEFAULT-VALUE}).")
    private GgufFileType type;

    @Option(names = "--to", required = true, paramLabel = "PATH", description = "The file to write.")
    private Path target;

    @Option(names = "--name", description = "What the file calls the model; by default as it is called here.")
    private String name;

    @Option(names = "--overwrite", description = "Replace the file if there is one.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print file, bytes, tensors, fallbacks and losses as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        GgufReport report;
        try (NamedModel model = local.open()) {
            report = GgufExport.write(
                    model.checkpoint(),
                    type,
                    new GgufExport.Options(target, overwrite, title(), local.threads(), this::progress));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? asJson(report) : asText(report));
        return 0;
    }

    private String title() {
        return name != null
                ? name
                : Path.of(local.name())
                        .toAbsolutePath()
                        .normalize()
                        .getFileName()
                        .toString();
    }

    private static String asText(GgufReport report) {
        StringBuilder text = new StringBuilder("wrote " + report.file() + ", " + report.bytes() + " bytes: ");
        text.append(report.tensors().entrySet().stream()
                .map(each -> each.getValue() + " tensors " + each.getKey())
                .collect(Collectors.joining(", ")));
        report.fallbacks().forEach(each -> text.append("\nfallback: ").append(each));
        report.losses().forEach(each -> text.append("\nlost: ").append(each));
        return text.toString();
    }

    private static String asJson(GgufReport report) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("file", report.file().toString());
        node.put("bytes", report.bytes());
        ObjectNode tensors = node.putObject("tensors");
        report.tensors().forEach((kind, count) -> tensors.put(kind.name(), count));
        ArrayNode fallbacks = node.putArray("fallbacks");
        report.fallbacks()
                .forEach(each -> fallbacks
                        .addObject()
                        .put("tensor", each.tensor())
                        .put("columns", each.columns())
                        .put("asked", each.asked().name())
                        .put("stored", each.stored().name()));
        ArrayNode losses = node.putArray("losses");
        report.losses().forEach(losses::add);
        return node.toString();
    }

    /** Beside the result, so that a script reads the result alone. */
    private void progress(String tensor) {
        spec.commandLine().getErr().println(tensor);
        spec.commandLine().getErr().flush();
    }
}
