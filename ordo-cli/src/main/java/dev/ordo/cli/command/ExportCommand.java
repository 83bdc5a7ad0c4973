package dev.ordo.cli.command;

import dev.ordo.cli.CommandFailure;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.DirectoryExport;
import dev.ordo.model.gguf.GgufExport;
import dev.ordo.model.gguf.GgufFileType;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.safetensors.DType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
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
    private static final Map<String, DType> PLAIN = Map.of("f32", DType.F32, "f16", DType.F16, "bf16", DType.BF16);

    @Spec
    private CommandSpec spec;

    @Mixin
    private LocalModel local;

    @Option(
            names = "--format",
            paramLabel = "gguf|compressed-tensors|bitsandbytes|safetensors|peft",
            defaultValue = "gguf",
            description =
                    "One file for llama.cpp (gguf), or a directory for transformers: packed weights as they are"
                            + " (compressed-tensors for integers, bitsandbytes for NF4), none packed (safetensors), or packed ones"
                            + " and, in its folder adapter, the low-rank adapters beside them (peft). Default: ${DEFAULT-VALUE}.")
    private String format;

    @Option(
            names = "--type",
            paramLabel = "f32|f16|bf16|q8_0|q4_0|q4_k",
            description =
                    "What matrices are stored as; the q types are for gguf. By default f16 in gguf, the model's own"
                            + " in safetensors.")
    private String type;

    @Option(names = "--to", required = true, paramLabel = "PATH", description = "The file or directory to write.")
    private Path target;

    @Option(names = "--name", description = "What a GGUF file calls the model; by default as it is called here.")
    private String name;

    @Option(names = "--overwrite", description = "Replace a GGUF file that is there; a directory is never replaced.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print file, bytes, tensors, fallbacks and losses as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        String text = switch (format) {
            case "gguf" -> gguf(ggufType());
            case "compressed-tensors" -> packed(NumberFormat.INTEGERS);
            case "bitsandbytes" -> packed(NumberFormat.NF4);
            case "safetensors" -> unpacked();
            case "peft" -> peft();
            default ->
                throw new CommandFailure("--format " + format
                        + " is not known; expected gguf, compressed-tensors, bitsandbytes, safetensors or peft");
        };
        spec.commandLine().getOut().println(text);
        return 0;
    }

    private GgufFileType ggufType() {
        String wanted = type == null ? "f16" : type.toLowerCase(Locale.ROOT);
        return Arrays.stream(GgufFileType.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst()
                .orElseThrow(() -> unknownType(Arrays.stream(GgufFileType.values())
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))));
    }

    private CommandFailure unknownType(String expected) {
        return new CommandFailure("--type " + type + " is not for --format " + format + "; expected " + expected);
    }

    private String gguf(GgufFileType fileType) {
        try (NamedModel model = local.open()) {
            GgufExport.Options options =
                    new GgufExport.Options(target, overwrite, title(), local.threads(), this::progress);
            return ExportText.of(GgufExport.write(model.checkpoint(), fileType, options), json);
        }
    }

    private String peft() {
        requireNoType();
        try (NamedModel model = local.open()) {
            CheckpointDirectory checkpoint = model.checkpoint();
            return ExportText.of(DirectoryExport.peft(checkpoint, target), checkpoint.totalTensorBytes(), json);
        }
    }

    private void requireNoType() {
        if (type != null) {
            throw unknownType("none: weights stay as they are");
        }
    }

    private String packed(NumberFormat numbers) {
        requireNoType();
        try (NamedModel model = local.open()) {
            return ExportText.of(DirectoryExport.packed(model.checkpoint(), numbers, target), json);
        }
    }

    private String unpacked() {
        DType wanted = type == null ? null : PLAIN.get(type.toLowerCase(Locale.ROOT));
        if (type != null && wanted == null) {
            throw unknownType("f32, f16, bf16");
        }
        try (NamedModel model = local.open()) {
            CheckpointDirectory checkpoint = model.checkpoint();
            DType own = checkpoint.config().torchDtype();
            return ExportText.of(DirectoryExport.unpacked(checkpoint, wanted == null ? own : wanted, target), json);
        }
    }

    private String title() {
        String own =
                Path.of(local.name()).toAbsolutePath().normalize().getFileName().toString();
        return name != null ? name : own;
    }

    /** Beside the result, so that a script reads the result alone. */
    private void progress(String tensor) {
        spec.commandLine().getErr().println(tensor);
        spec.commandLine().getErr().flush();
    }
}
