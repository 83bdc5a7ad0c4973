package dev.ordo.evaluator.response;

import dev.ordo.dataset.Prompt;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.chat.PromptEncoder;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.generation.GenerationOptions;
import dev.ordo.model.generation.Generator;
import dev.ordo.model.generation.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** What a checkpoint answers. */
public final class Responses {
    private final CheckpointDirectory checkpoint;
    private final DecoderModel model;

    /**
     * @param checkpoint what the model was read from; says how it is asked and where its answers end
     * @param model stays its owner's
     */
    public Responses(CheckpointDirectory checkpoint, DecoderModel model) {
        this.checkpoint = checkpoint;
        this.model = model;
    }

    /**
     * Asks every prompt once.
     *
     * @param progress told of the tokens generated; may throw to stop
     * @return an answer for each prompt, in their order
     * @throws dev.ordo.model.generation.PromptLengthException if a prompt does not fit into the context
     */
    public List<Answer> to(List<Prompt> prompts, GenerationOptions options, WorkProgress progress) {
        try (PromptEncoder encoder = PromptEncoder.open(checkpoint.path())) {
            List<int[]> asked =
                    prompts.stream().map(each -> encoder.encode(each.text())).toList();
            Vocabulary vocabulary = Vocabulary.of(checkpoint, encoder.tokenizer());
            List<int[]> said = Generator.of(model, vocabulary).generate(asked, options, progress);
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < said.size(); i++) {
                Prompt prompt = prompts.get(i);
                answers.add(new Answer(
                        prompt.text(),
                        prompt.instructions(),
                        encoder.tokenizer().decodeText(said.get(i))));
            }
            return answers;
        }
    }
}
