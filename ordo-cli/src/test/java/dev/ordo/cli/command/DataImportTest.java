package dev.ordo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.CatalogDataset;
import dev.ordo.dataset.SplitPlan;
import dev.ordo.events.stage.DataFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataImportTest {
    private static final SplitPlan PLAN = SplitPlan.parse("train=0.8,heldout=0.2", 1);

    private final FolderStore store;
    private final Catalog catalog;

    @TempDir
    Path temp;

    DataImportTest(@TempDir Path folder) {
        store = new FolderStore(folder);
        catalog = new Catalog(store);
    }

    @Test
    void partsAreOrdinaryDataSetsWhoseProvenanceTellsTheSplitAndWhatWasSplit() throws IOException {
        Path file = chat(100);

        String printed = new DataImport(catalog).parts("chat", file, "mine", PLAN, temp.resolve("scratch"));

        CatalogDataset heldout = catalog.data("chat-heldout");
        assertThat(catalog.dataSets()).extracting(CatalogDataset::name).containsExactly("chat-heldout", "chat-train");
        assertThat(heldout.format()).isEqualTo(DataFormat.CHAT);
        assertThat(heldout.provenance())
                .isEqualTo("mine; part heldout of split train=0.8,heldout=0.2 seed 1 of " + Catalog.digest(file));
        assertThat(printed)
                .contains("chat chat-heldout " + heldout.data().digest())
                .contains("chat chat-train ");
        assertThat(catalog.fingerprints(heldout.data())
                        .overlap(catalog.fingerprints(catalog.data("chat-train").data())))
                .isEmpty();
        assertThat(temp.resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void theSameSplitOfTheSameFileIsPinnedToTheSameDigests() throws IOException {
        Path file = chat(100);
        new DataImport(catalog).parts("one", file, "", PLAN, temp.resolve("scratch"));
        new DataImport(catalog).parts("two", file, "", PLAN, temp.resolve("scratch"));

        assertThat(catalog.data("two-train").data().digest())
                .isEqualTo(catalog.data("one-train").data().digest());
    }

    @Test
    void nothingIsNamedWhenAPartWouldBeEmpty() throws IOException {
        Path file = chat(1);

        assertThatThrownBy(() -> new DataImport(catalog).parts("chat", file, "", PLAN, temp.resolve("scratch")))
                .hasMessageContaining("would be empty");
        assertThat(catalog.dataSets()).isEmpty();
    }

    private Path chat(int records) throws IOException {
        return Files.writeString(
                temp.resolve("talk.jsonl"),
                IntStream.range(0, records)
                        .mapToObj(i -> "{\"messages\":[{\"role\":\"user\",\"content\":\"What comes after " + i
                                + "?\"},{\"role\":\"assistant\",\"content\":\"It is " + (i + 1) + ", of course.\"}]}")
                        .collect(Collectors.joining("\n")));
    }
}
