package dev.ordo.distiller.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.chat.ChatTemplateException;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.testing.ChatFiles;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.text.InvalidTextException;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Divergence;
import dev.ordo.model.training.Loss;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatDistillationTest {
    private static TorchSession session;

    @TempDir
    Path folder;

    private Path parent;
    private Path teacher;

    @BeforeAll
    static void openSession() {
        session = TorchSession.open(TorchOptions.cpu(2));
    }

    @AfterAll
    static void closeSession() {
        session.close();
    }

    @BeforeEach
    void writeModels() {
        parent = TinyModels.write(folder.resolve("parent"), 1);
        teacher = TinyModels.write(folder.resolve("teacher"), 2);
    }

    @Test
    void learnsWhatTheAssistantSays() {
        ChatFiles.addTemplate(parent);

        run(chat(), 30, "output");

        assertThat(perplexity("output", chat())).isLessThan(0.5 * perplexity("parent", chat()));
    }

    @Test
    void learnsOtherwiseFromTheSameTextOfWhichEverythingCounts() {
        ChatFiles.addTemplate(parent);
        String rendered = IntStream.range(0, 40)
                .mapToObj(i -> "user: What is the number " + i + " for?\nassistant: It is for counting.\n")
                .collect(Collectors.joining());

        run(chat(), 3, "chat");
        run(ChatFiles.write(folder.resolve("same.txt"), rendered), 3, "text");

        assertThat(digest("chat")).isNotEqualTo(digest("text"));
    }

    @Test
    void writesTheSameBytesForTheSameChat() {
        ChatFiles.addTemplate(parent);

        run(chat(), 3, "one");
        run(chat(), 3, "two");

        assertThat(digest("one")).isEqualTo(digest("two"));
    }

    @Test
    void aStudentWithoutTemplateRefusesChat() {
        assertThatThrownBy(() -> run(chat(), 3, "output"))
                .isInstanceOfSatisfying(
                        ChatTemplateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOKENIZER));
    }

    @Test
    void chatInWhichHardlyAnythingIsSaidIsRefused() {
        ChatFiles.addTemplate(parent);
        Path file = ChatFiles.write(
                folder.resolve("mute.jsonl"),
                ChatFiles.line("What is it? ".repeat(60).strip(), "Nothing."));

        assertThatThrownBy(() -> run(file, 3, "output"))
                .isInstanceOf(InvalidTextException.class)
                .hasMessageStartingWith("mute.jsonl: none of the ");
    }

    private Path chat() {
        return ChatFiles.write(
                folder.resolve("chat.jsonl"),
                IntStream.range(0, 40)
                        .mapToObj(i -> ChatFiles.line("What is the number " + i + " for?", "It is for counting."))
                        .collect(Collectors.joining()));
    }

    private void run(Path data, int steps, String output) {
        Path target = folder.resolve(output);
        DistillationParameters parameters = new DistillationParameters(
                steps, 32, 4, 3e-3, 0.1, 0.05, 0, new Loss(0.7, 0.3, Divergence.FORWARD_KL, 2), 1, 1);
        new Distillation(session, parameters)
                .run(
                        new DistillationInputs(parent, teacher, data),
                        target,
                        target.resolve("before-requantize"),
                        WorkProgress.NONE);
    }

    private double perplexity(String model, Path data) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(folder.resolve(model));
                DecoderModel decoder = DecoderModel.load(session, checkpoint)) {
            TokenizedText text = TokenizedText.read(data, checkpoint);
            return Perplexity.of(decoder)
                    .score(text.ids(), text.mask(), (done, batches) -> {})
                    .perplexity();
        }
    }

    private String digest(String model) {
        return CheckpointDigest.of(folder.resolve(model));
    }
}
