package dev.ordo.dataset;

import dev.ordo.events.stage.DataFormat;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that may become a data set.
 *
 * @param format as its name tells
 */
public record DataFile(Path path, DataFormat format) {

    public static DataFile of(Path path) {
        return new DataFile(path, DataFormat.of(path.getFileName().toString()));
    }

    /** Whether it is chat, of which the assistant's words alone are learnt and scored. */
    public boolean isChat() {
        return format == DataFormat.CHAT;
    }

    /**
     * Reads the whole file, checks every line, and takes its fingerprints.
     *
     * @throws InvalidDataException naming the file, and the line where there is one
     */
    public Fingerprints check() {
        FingerprintWriter writer = new FingerprintWriter();
        switch (format) {
            case CHAT -> new ChatFile(path).forEach((line, json, found) -> writer.record(line, found));
            case PROMPTS -> checkPrompts(writer);
            case TEXT -> checkText(writer);
        }
        return writer.finish();
    }

    private void checkPrompts(FingerprintWriter writer) {
        List<Prompt> prompts = PromptSet.read(path).prompts();
        for (int i = 0; i < prompts.size(); i++) {
            writer.record(i + 1, new ChatRecord.Passage(prompts.get(i).text()));
        }
    }

    private void checkText(FingerprintWriter writer) {
        boolean[] blank = {true};
        new Utf8Lines(path, Integer.MAX_VALUE).forEach((number, line) -> {
            blank[0] &= line.isBlank();
            writer.text(number, line);
        });
        if (blank[0]) {
            throw new InvalidDataException(path, "holds no text");
        }
    }
}
