package dev.ordo.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
    @TempDir
    private Path root;

    @Test
    void findsAModelInTheDirectoryOfItsName() throws IOException {
        write("models/small/config.json", "{}");
        assertThat(new Bundle(root).model("small")).isEqualTo(root.resolve("models/small"));
    }

    @Test
    void findsAModelThroughTheSpecificationThatNamesIt() throws IOException {
        write("models/training/baseline.json", "{\"name\": \"austen-baseline\"}");
        write("models/baseline/config.json", "{}");
        assertThat(new Bundle(root).model("austen-baseline")).isEqualTo(root.resolve("models/baseline"));
    }

    @Test
    void saysWhichModelIsMissing() {
        assertThatThrownBy(() -> new Bundle(root).model("absent"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("the bundled model " + root.resolve("models/absent") + " is missing");
    }

    @Test
    void saysWhichTextIsMissing() {
        assertThatThrownBy(() -> new Bundle(root).data("absent")).hasMessageEndingWith("absent.* are missing");
    }

    @Test
    void refusesAStudyThatIsNoObject() throws IOException {
        write("study.json", "[]");
        assertThatThrownBy(() -> new Bundle(root).study(root.resolve("study.json")))
                .hasMessageEndingWith("is no JSON object");
    }

    @Test
    void importsEachSetAndModelOfAStudyOnce() throws IOException {
        write(
                "study.json",
                "{\"baseline\":\"b\",\"teacher\":\"b\",\"data\":{\"calibration\":\"c\",\"distillation\":\"d\","
                        + "\"evaluation\":[\"e\",\"f\"]},\"judging\":{\"prompts\":\"q\",\"judge\":{\"checkpoint\":\"j\"}}}");
        JsonNode study = Bundle.json(root.resolve("study.json"));
        assertThat(BundleImport.models(study)).containsExactly("b", "j");
        assertThat(BundleImport.data(study)).containsExactly("c", "d", "e", "f", "q");
    }

    private void write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
