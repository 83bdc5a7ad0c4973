package dev.ordo.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDigestTest {
    private static final FileEntry CONFIG = new FileEntry("config.json", 2L, "1".repeat(64));
    private static final FileEntry WEIGHTS = new FileEntry("model.safetensors", 30L, "2".repeat(64));

    @Test
    void isTheSha256OfTheListingThatItsDefinitionSays() {
        // printf '%064d 2 config.json\n' 1... | sha256sum, with sixty-four ones and twos
        String listing = "1".repeat(64) + " 2 config.json\n" + "2".repeat(64) + " 30 model.safetensors\n";

        assertThat(ContentDigest.of(List.of(WEIGHTS, CONFIG))).isEqualTo("sha256:" + Digests.hex(listing));
        assertThat(Digests.hex("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void doesNotDependOnTheOrderInWhichFilesAreListed() {
        assertThat(ContentDigest.of(List.of(CONFIG, WEIGHTS))).isEqualTo(ContentDigest.of(List.of(WEIGHTS, CONFIG)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ordo-manifest.json",
                "README.md",
                "readme.txt",
                "LICENSE",
                "License.txt",
                "before-requantize/model.safetensors"
            })
    void doesNotCoverWhatIsNotContent(String path) {
        FileEntry beside = new FileEntry(path, 7L, "3".repeat(64));

        assertThat(ContentDigest.of(List.of(CONFIG, WEIGHTS, beside)))
                .isEqualTo(ContentDigest.of(List.of(CONFIG, WEIGHTS)));
    }

    @Test
    void changesWithNameSizeAndBytesOfEveryContentFile() {
        String digest = ContentDigest.of(List.of(CONFIG, WEIGHTS));

        assertThat(List.of(
                        new FileEntry("model-1.safetensors", 30L, "2".repeat(64)),
                        new FileEntry("model.safetensors", 31L, "2".repeat(64)),
                        new FileEntry("model.safetensors", 30L, "4".repeat(64))))
                .allSatisfy(other ->
                        assertThat(ContentDigest.of(List.of(CONFIG, other))).isNotEqualTo(digest));
    }

    @Test
    void listingOfAllFilesTellsCheckpointsApartThatShareTheirContent() {
        FileEntry before = new FileEntry("before-requantize/model.safetensors", 7L, "3".repeat(64));

        assertThat(ContentDigest.listing(List.of(CONFIG, WEIGHTS, before)))
                .isNotEqualTo(ContentDigest.listing(List.of(CONFIG, WEIGHTS)));
    }
}
