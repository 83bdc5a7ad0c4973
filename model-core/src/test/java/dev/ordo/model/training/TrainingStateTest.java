package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TinyDecoder;
import dev.ordo.model.safetensors.SafetensorsWriter;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingStateTest {
    private static final int VOCABULARY = 24;
    private static final int STEPS = 12;
    private static final Loss LOSS = new Loss(0.7, 0.3, 2);
    private static final CosineSchedule SCHEDULE = new CosineSchedule(1e-2, 3, STEPS, 0.1);

    @TempDir
    Path folder;

    private final WindowSampler sampler = new WindowSampler(TinyDecoder.text(500, VOCABULARY, 1), 4, 16, 1);
    private TorchSession session;
    private Path file;

    @BeforeEach
    void open() {
        session = TorchSession.open(TorchOptions.cpu(1));
        file = folder.resolve("state.safetensors");
    }

    @AfterEach
    void close() {
        session.close();
    }

    /** Three steps are within the warm-up; the text comes round again after the seventh. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, STEPS - 1})
    void goesOnToTheBitsOfARunThatWasNeverInterrupted(int saved) {
        Map<String, float[]> whole = trained(0, STEPS, false);
        trained(0, saved, true);

        assertThat(trained(saved, STEPS, false)).usingRecursiveComparison().isEqualTo(whole);
    }

    /** A student of other weights each time, so that all that counts has to be in the file. */
    private Map<String, float[]> trained(int from, int until, boolean save) {
        try (TorchSession own = TorchSession.open(TorchOptions.cpu(1));
                DecoderModel student = TinyDecoder.model(own, VOCABULARY, 32, from == 0 ? 1 : 99);
                DecoderModel teacher = TinyDecoder.model(own, VOCABULARY, 32, 2);
                Trainer trainer = Trainer.distillation(student, teacher, LOSS, AdamW.withWeightDecay(0.1))) {
            if (from > 0) {
                assertThat(trainer.resume(file)).isEqualTo(from);
            }
            for (int step = from; step < until; step++) {
                trainer.step(sampler.batch(step), SCHEDULE.rate(step));
            }
            if (save) {
                trainer.save(until, file);
            }
            return student.weights();
        }
    }

    @Test
    void doesNotUseTheStateOfAnotherModel() {
        trained(0, 1, true);

        assertBeginsAnew(VOCABULARY + 1);
    }

    @Test
    void doesNotUseWhatIsCutShort() throws IOException {
        trained(0, 1, true);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 2000));

        assertBeginsAnew(VOCABULARY);
    }

    @Test
    void doesNotUseWeightsThatAreNoState() {
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, List.of(), Map.of())) {
            writer.finish();
        }

        assertBeginsAnew(VOCABULARY);
    }

    private void assertBeginsAnew(int vocabulary) {
        try (DecoderModel model = TinyDecoder.model(session, vocabulary, 32, 5);
                Trainer trainer = Trainer.pretraining(model, AdamW.withWeightDecay(0))) {
            Map<String, float[]> before = model.weights();

            assertThat(trainer.resume(file)).isZero();

            assertThat(model.weights()).usingRecursiveComparison().isEqualTo(before);
        }
    }

    @Test
    void changesNothingInWhatItSaves() {
        assertThat(trained(0, 2, true)).usingRecursiveComparison().isEqualTo(trained(0, 2, false));
    }
}
