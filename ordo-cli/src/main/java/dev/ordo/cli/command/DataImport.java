package dev.ordo.cli.command;

import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.CatalogDataset;
import dev.ordo.artifacts.FileTrees;
import dev.ordo.dataset.DataFile;
import dev.ordo.dataset.DataSplit;
import dev.ordo.dataset.SplitPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;

/** Brings a file of data into the store, whole or in parts. */
final class DataImport {
    private final Catalog catalog;

    DataImport(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Imports the file under the name; returns a line for people. */
    String whole(String name, Path file, String provenance) {
        return line(catalog.importData(name, file, provenance));
    }

    /**
     * Imports each part under NAME-PART, its provenance telling the split and what was split.
     *
     * @param scratch directory for the files of the parts, which are removed again
     * @return a line a part, for people
     */
    String parts(String name, Path file, String provenance, SplitPlan plan, Path scratch) throws IOException {
        Path directory = scratch.resolve("split-" + UUID.randomUUID());
        Files.createDirectories(directory);
        try {
            Map<String, Path> files = DataSplit.into(directory, DataFile.of(file), plan);
            StringJoiner lines = new StringJoiner(System.lineSeparator());
            for (Map.Entry<String, Path> each : files.entrySet()) {
                String origin = (provenance.isEmpty() ? "" : provenance + "; ") + "part " + each.getKey() + " of split "
                        + plan + " of " + Catalog.digest(file);
                lines.add(line(catalog.importData(name + "-" + each.getKey(), each.getValue(), origin)));
            }
            return lines.toString();
        } finally {
            FileTrees.delete(directory);
        }
    }

    private static String line(CatalogDataset data) {
        return data.format().label() + " " + data.name() + " " + data.data().digest() + ", " + data.bytes() + " bytes";
    }
}
