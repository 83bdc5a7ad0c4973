package dev.ordo.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.gguf.GgufReport;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** What {@code ordo export} says of what it wrote. */
final class ExportText {
    private ExportText() {}

    static String of(GgufReport report, boolean json) {
        return json ? asJson(report) : asText(report);
    }

    /** @param directory a checkpoint */
    static String of(Path directory, boolean json) {
        try (CheckpointDirectory written = CheckpointDirectory.open(directory)) {
            return of(directory, written.totalTensorBytes(), json);
        }
    }

    /** @param bytes of all tensors, those of adapters included */
    static String of(Path directory, long bytes, boolean json) {
        return json ? node(directory, bytes).toString() : "wrote " + directory + ", " + bytes + " bytes of tensors";
    }

    private static ObjectNode node(Path file, long bytes) {
        return new ObjectMapper()
                .createObjectNode()
                .put("file", file.toString())
                .put("bytes", bytes);
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
        ObjectNode node = node(report.file(), report.bytes());
        ObjectNode tensors = node.putObject("tensors");
        report.tensors().forEach((type, count) -> tensors.put(type.name(), count));
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
}
