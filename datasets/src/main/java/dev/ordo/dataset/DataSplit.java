package dev.ordo.dataset;

import dev.ordo.events.stage.DataFormat;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Deals the records of a file out to the files of its parts: lines of chat; paragraphs of text, which are what blank lines part,
 * or lines where no blank line parts any. Records of the same words go to the same part, and keep their order.
 */
public final class DataSplit implements AutoCloseable {
    private final SplitPlan plan;
    private final DataFile file;
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final Map<String, BufferedWriter> writers = new LinkedHashMap<>();

    private DataSplit(DataFile file, SplitPlan plan, Path directory) throws IOException {
        this.file = file;
        this.plan = plan;
        for (String part : plan.fractions().keySet()) {
            Path path = directory.resolve(part + file.format().suffix());
            files.put(part, path);
            writers.put(part, Files.newBufferedWriter(path));
        }
    }

    /**
     * Splits.
     *
     * @param directory exists; receives one file a part
     * @return the files by the name of the part
     * @throws InvalidDataException if the file is not sound, or a part would be empty
     */
    public static Map<String, Path> into(Path directory, DataFile file, SplitPlan plan) {
        try (DataSplit split = new DataSplit(file, plan, directory)) {
            split.deal();
            return split.files;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot split " + file.path() + " into " + directory, e);
        }
    }

    private void deal() throws IOException {
        if (file.format() == DataFormat.PROMPTS) {
            throw new InvalidDataException(file.path(), "holds prompts; only text and chat are split");
        }
        if (file.format() == DataFormat.CHAT) {
            new ChatFile(file.path()).forEach((line, json, found) -> put(RecordHash.of(found), json + "\n"));
        } else {
            Paragraphs.of(file.path()).forEach((text, end) -> put(RecordHash.of(text), text + end));
        }
        for (Map.Entry<String, BufferedWriter> each : writers.entrySet()) {
            each.getValue().flush();
            if (Files.size(files.get(each.getKey())) == 0) {
                throw new InvalidDataException(
                        file.path(), "has too few records for " + plan + ": " + each.getKey() + " would be empty");
            }
        }
    }

    private void put(RecordHash hash, String record) {
        try {
            writers.get(plan.part(hash)).write(record);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a part of " + file.path(), e);
        }
    }

    @Override
    public void close() throws IOException {
        for (BufferedWriter each : writers.values()) {
            each.close();
        }
    }
}
