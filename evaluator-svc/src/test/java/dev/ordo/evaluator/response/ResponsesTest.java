package dev.ordo.evaluator.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.dataset.Prompt;
import dev.ordo.dataset.PromptSet;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.generation.GenerationOptions;
import dev.ordo.model.generation.PromptLengthException;
import dev.ordo.model.testing.ChatFiles;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponsesTest {
    private static final Prompt QUESTION = new Prompt("Who wrote Persuasion?", List.of("Name one person."));

    private static TorchSession session;

    @TempDir
    Path folder;

    @BeforeAll
    static void openSession() {
        session = TorchSession.open(TorchOptions.cpu(2));
    }

    @AfterAll
    static void closeSession() {
        session.close();
    }

    @Test
    void theBundledModelAnswersTheBundledPromptsTheSameForTheSameSeed() {
        Path model = TinyModels.home().resolve("models/baseline");
        List<Prompt> prompts = PromptSet.read(TinyModels.home().resolve("data/questions.prompts.jsonl"))
                .prompts();

        List<Answer> answers = answers(model, prompts, new GenerationOptions(48, 0.7, 0, 1, 1));

        assertThat(answers).extracting(Answer::prompt).containsExactlyElementsOf(texts(prompts));
        assertThat(answers).allSatisfy(each -> {
            assertThat(each.text()).doesNotStartWith(each.prompt()).doesNotContain("<|endoftext|>");
            assertThat(each.instructions()).isNotEmpty();
        });
        assertThat(answers).filteredOn(each -> each.text().isBlank()).hasSizeLessThan(3);
        assertThat(answers(model, prompts, new GenerationOptions(48, 0.7, 0, 1, 1)))
                .isEqualTo(answers);
    }

    @Test
    void aModelWithAChatTemplateIsAskedByIt() {
        Path plain = TinyModels.write(folder.resolve("plain"), 1);
        Path chat = TinyModels.write(folder.resolve("chat"), 1);
        ChatFiles.addTemplate(chat);
        Prompt rendered = new Prompt("user: Who wrote Persuasion?\nassistant:", List.of());

        Answer byTemplate =
                answers(chat, List.of(QUESTION), GenerationOptions.greedy(8)).get(0);

        assertThat(byTemplate.prompt()).isEqualTo(QUESTION.text());
        assertThat(byTemplate.instructions()).isEqualTo(QUESTION.instructions());
        assertThat(byTemplate.text())
                .isEqualTo(answers(plain, List.of(rendered), GenerationOptions.greedy(8))
                        .get(0)
                        .text())
                .isNotEqualTo(answers(plain, List.of(QUESTION), GenerationOptions.greedy(8))
                        .get(0)
                        .text());
    }

    @Test
    void aPromptThatLeavesNoRoomForAnAnswerIsRefused() {
        Path model = TinyModels.write(folder.resolve("model"), 1);
        Prompt endless = new Prompt("word ".repeat(200), List.of());

        assertThatThrownBy(() -> answers(model, List.of(QUESTION, endless), GenerationOptions.greedy(8)))
                .isInstanceOf(PromptLengthException.class)
                .hasMessageStartingWith("prompt 1 has ")
                .hasMessageEndingWith("but must have 1 to 120: 8 new ones are to fit into the context of 128 as well");
    }

    private static List<Answer> answers(Path path, List<Prompt> prompts, GenerationOptions options) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(path);
                DecoderModel model = DecoderModel.load(session, checkpoint)) {
            return new Responses(checkpoint, model).to(prompts, options, WorkProgress.NONE);
        }
    }

    private static List<String> texts(List<Prompt> prompts) {
        return prompts.stream().map(Prompt::text).toList();
    }
}
