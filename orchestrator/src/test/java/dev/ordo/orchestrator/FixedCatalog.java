package dev.ordo.orchestrator;

import dev.ordo.dataset.DataFile;
import dev.ordo.dataset.Fingerprints;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.orchestrator.plan.ModelCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A catalogue of two models, seven texts and a prompt set; two are the same, one quotes another, one was imported long ago. It can be taken
 * away.
 */
public final class FixedCatalog implements ModelCatalog {
    public static final CheckpointRef BASELINE = new CheckpointRef(digest(1), "models/base", 8_000_000L);
    public static final CheckpointRef TEACHER = new CheckpointRef(digest(2), "models/teacher", 20_000_000L);
    private static final Map<String, DatasetRef> DATA = Map.of(
            "questions", new DatasetRef("questions", digest(17), "data/questions.prompts.jsonl"),
            "old", new DatasetRef("old", digest(16), "data/old.txt"),
            "essay", new DatasetRef("essay", digest(15), "data/essay.txt"),
            "calib", new DatasetRef("calib", digest(11), "data/calib.txt"),
            "calib-copy", new DatasetRef("calib-copy", digest(11), "data/calib-copy.txt"),
            "kd", new DatasetRef("kd", digest(12), "data/kd.txt"),
            "novel", new DatasetRef("novel", digest(13), "data/novel.txt"),
            "law", new DatasetRef("law", digest(14), "data/law.txt"));

    private final Map<String, CheckpointRef> models = new HashMap<>(Map.of("base", BASELINE, "teacher", TEACHER));
    private boolean away;

    /** A digest that ends in {@code number}. */
    public static String digest(int number) {
        return "sha256:" + "%064x".formatted(number);
    }

    public void setAway(boolean away) {
        this.away = away;
    }

    public void put(String name, CheckpointRef model) {
        models.put(name, model);
    }

    @Override
    public CheckpointRef model(String name) {
        return found("model", name, models);
    }

    @Override
    public DatasetRef data(String name) {
        return found("data set", name, DATA);
    }

    /** Every set is of its own words, but that the essay quotes the novel in its third line. */
    @Override
    public Fingerprints fingerprints(DatasetRef set) {
        if (set.name().equals("old")) {
            throw new PermanentException(ErrorCode.NOT_FOUND, "'old' has no fingerprints");
        }
        String quoted = set.name().equals("essay") ? "As it is written:\n\n" + words("novel", 60) + "\n" : "";
        try {
            Path file = Files.createTempFile("fixed", ".txt");
            Files.writeString(file, quoted + words(set.name(), 100));
            Fingerprints found = DataFile.of(file).check();
            Files.delete(file);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String words(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + i).collect(Collectors.joining(" "));
    }

    private <T> T found(String kind, String name, Map<String, T> entries) {
        if (away) {
            throw new RetryableException(ErrorCode.STORE_UNAVAILABLE, "the store is away");
        }
        T entry = entries.get(name);
        if (entry == null) {
            throw new PermanentException(ErrorCode.NOT_FOUND, "there is no " + kind + " '" + name + "'");
        }
        return entry;
    }
}
