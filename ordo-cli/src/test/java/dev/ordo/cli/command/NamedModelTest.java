package dev.ordo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.artifacts.Catalog;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedModelTest {
    private static final Path MODEL = Path.of("../models/baseline");

    @TempDir
    private Path state;

    private FolderStore store;

    @BeforeEach
    void importAModel(@TempDir Path folder) {
        store = new FolderStore(folder);
        new Catalog(store).importModel("small", MODEL, "");
    }

    @Test
    void anImportedModelIsFetchedOnceAndLeavesNothingButTheCache() {
        for (int time = 0; time < 2; time++) {
            try (NamedModel model = NamedModel.imported("small", store, state)) {
                assertThat(model.checkpoint().config().hiddenSize()).isPositive();
            }
            assertThat(state.resolve("scratch")).isEmptyDirectory();
            store.list("models/").stream()
                    .filter(each -> each.key().endsWith(".safetensors"))
                    .forEach(each -> store.deletePrefix(each.key()));
        }
    }

    @Test
    void anUnknownNameSaysWhichModelsThereAre() {
        assertThatThrownBy(() -> NamedModel.imported("large", store, state))
                .isInstanceOfSatisfying(
                        PermanentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessage("there is no model 'large' in the catalogue; there are [small]");
        assertThat(Files.exists(state.resolve("scratch"))).isFalse();
    }

    @Test
    void aDirectoryNeedsNoStore() {
        try (NamedModel model = NamedModel.open(MODEL.toString())) {
            assertThat(model.checkpoint().path()).isEqualTo(MODEL);
        }
        assertThat(MODEL.resolve("config.json")).exists();
    }
}
