package dev.ordo.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.stage.DataFormat;
import dev.ordo.events.stage.DatasetRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final Catalog catalog = new Catalog(objects);

    @TempDir
    Path temp;

    @Test
    void knowsAnImportedModelByItsName() throws IOException {
        CatalogModel imported = catalog.importModel("tiny", model(1, 2), "made here, Apache-2.0");

        assertThat(catalog.model("tiny")).isEqualTo(imported);
        assertThat(imported.checkpoint().location())
                .isEqualTo("models/" + imported.checkpoint().digest().substring("sha256:".length()));
        assertThat(imported.provenance()).isEqualTo("made here, Apache-2.0");
        assertThat(new CheckpointStore(objects).manifest(imported.checkpoint()).lineage())
                .isNull();
    }

    @Test
    void uploadsNothingWhenTheSameModelIsImportedAgain() throws IOException {
        catalog.importModel("tiny", model(1, 2), "here");
        objects.written.clear();

        catalog.importModel("tiny", model(1, 2), "here");

        assertThat(objects.written).isEmpty();
    }

    @Test
    void givesASecondNameWithoutUploadingTheWeightsAgain() throws IOException {
        catalog.importModel("tiny", model(1, 2), "here");
        objects.written.clear();

        catalog.importModel("small", model(1, 2), "here");

        assertThat(objects.written).containsExactly("catalog/models/small.json");
        assertThat(catalog.models()).extracting(CatalogModel::name).containsExactly("small", "tiny");
    }

    @Test
    void finishesAnImportThatWasCutOff() throws IOException {
        CatalogModel first = catalog.importModel("tiny", model(1, 2), "here");
        objects.objects.remove(first.checkpoint().location() + "/ordo-manifest.json");
        objects.objects.remove(first.checkpoint().location() + "/tokenizer.json");

        catalog.importModel("tiny", model(1, 2), "here");

        new CheckpointStore(objects).downloadTo(first.checkpoint(), temp.resolve("into"));
        assertThat(temp.resolve("into/tokenizer.json")).exists();
    }

    @Test
    void movesANameToOtherContent() throws IOException {
        CatalogModel first = catalog.importModel("tiny", model(1, 2), "here");

        CatalogModel second = catalog.importModel("tiny", model(3), "here");

        assertThat(catalog.model("tiny")).isEqualTo(second);
        assertThat(second.checkpoint().digest()).isNotEqualTo(first.checkpoint().digest());
    }

    @Test
    void saysWhichModelsThereAreWhenANameIsUnknown() throws IOException {
        catalog.importModel("tiny", model(1), "here");

        assertThatThrownBy(() -> catalog.model("huge"))
                .hasMessage("there is no model 'huge' in the catalogue; there are [tiny]")
                .isInstanceOfSatisfying(
                        PermanentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../tiny", "a/b", "", "-x"})
    void refusesNamesThatAreNone(String name) {
        assertThatThrownBy(() -> catalog.model(name)).hasMessageContaining("name must be a name");
    }

    @Test
    void keepsDataUnderDigestAndName() throws IOException {
        CatalogDataset imported = catalog.importData("novel", text("It is a truth"), "public domain");

        assertThat(imported.data().location()).isEqualTo("data/" + Digests.hex("It is a truth") + "/novel.txt");
        assertThat(imported.bytes()).isEqualTo(13);
        assertThat(catalog.data("novel")).isEqualTo(imported);
        assertThat(catalog.dataSets()).containsExactly(imported);
    }

    @Test
    void keepsTheFormatOfChatInItsLocationAndEntry() throws IOException {
        Path file = Files.writeString(temp.resolve("talk.jsonl"), "{\"text\":\"It is a truth\"}");

        CatalogDataset imported = catalog.importData("talk", file, "mine");

        assertThat(imported.data().location()).startsWith("data/").endsWith("/talk.jsonl");
        assertThat(imported.format()).isEqualTo(DataFormat.CHAT);
        assertThat(new String(objects.read("catalog/data/talk.json"), StandardCharsets.UTF_8))
                .contains("\"format\" : \"chat\"");
        assertThat(catalog.data("talk")).isEqualTo(imported);
    }

    @Test
    void namesNothingWhenALineOfChatIsBroken() throws IOException {
        Path file = Files.writeString(temp.resolve("talk.jsonl"), "{\"text\":\"It is a truth\"}\n{}");

        assertThatThrownBy(() -> catalog.importData("talk", file, "")).hasMessageContaining("talk.jsonl:2: expected");
        assertThat(objects.objects).isEmpty();
    }

    @Test
    void keepsFingerprintsThatTellWhatDataShare() throws IOException {
        String shared = "word ".repeat(3)
                + IntStream.range(0, 80).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
        DatasetRef one = catalog.importData("one", text(shared), "").data();
        DatasetRef other =
                catalog.importData("other", text("Quoted: " + shared), "").data();

        assertThat(catalog.fingerprints(one).overlap(catalog.fingerprints(other)))
                .isPresent();
    }

    @Test
    void saysWhatToDoWithDataFromBeforeThereWereFingerprints() throws IOException {
        DatasetRef old = catalog.importData("novel", text("It is a truth"), "").data();
        objects.objects.remove("data/" + Digests.hex("It is a truth") + "/fingerprints-text");

        assertThatThrownBy(() -> catalog.fingerprints(old))
                .hasMessageContaining("'novel' has no fingerprints")
                .hasMessageContaining("import the same file under the same name again");

        catalog.importData("novel", text("It is a truth"), "");
        assertThat(catalog.fingerprints(old).size()).isZero();
    }

    @Test
    void uploadsNothingWhenTheSameDataIsImportedAgain() throws IOException {
        catalog.importData("novel", text("It is a truth"), "public domain");
        objects.written.clear();

        catalog.importData("novel", text("It is a truth"), "public domain");

        assertThat(objects.written).isEmpty();
    }

    @Test
    void refusesDataThatIsNotUtf8() throws IOException {
        Path file = Files.write(temp.resolve("latin1.txt"), new byte[] {'a', (byte) 0xe9, 'b'});

        assertRefused(file, "is not UTF-8 text");
    }

    @Test
    void refusesDataThatHoldsNoText() throws IOException {
        assertRefused(text(" \n\t"), "holds no text");
        assertRefused(text(""), "holds no text");
    }

    @Test
    void refusesDataThatIsNotThere() {
        assertRefused(temp.resolve("absent.txt"), "is not a file");
    }

    @Test
    void saysWhichDataSetsThereAreWhenANameIsUnknown() throws IOException {
        catalog.importData("novel", text("It is a truth"), "public domain");

        assertThatThrownBy(() -> catalog.data("poem"))
                .hasMessage("there is no data set 'poem' in the catalogue; there are [novel]");
    }

    private void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> catalog.importData("novel", file, ""))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        PermanentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA));
    }

    private Path model(int... tensorBytes) throws IOException {
        return SampleCheckpoints.write(temp.resolve("model"), tensorBytes);
    }

    private Path text(String content) throws IOException {
        return Files.writeString(temp.resolve("data.txt"), content);
    }
}
