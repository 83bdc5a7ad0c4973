package dev.ordo.evaluator.clarity;

import dev.ordo.evaluator.response.Answer;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.chat.PromptEncoder;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.evaluation.ContinuationLikelihood;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Scores the clarity of answers. The paper's released code has fluency rise with perplexity; here it falls, and it is taken under
 * the study's baseline, where the paper has a distilled GPT-2.
 */
public final class Clarity {
    private final SentenceEmbedder embedder;
    private final PromptEncoder encoder;
    private final ContinuationLikelihood likelihood;

    private Clarity(SentenceEmbedder embedder, PromptEncoder encoder, DecoderModel baseline) {
        this.embedder = embedder;
        this.encoder = encoder;
        this.likelihood = ContinuationLikelihood.of(baseline);
    }

    /**
     * A measure under one baseline. All three stay their owners'.
     *
     * @param encoder how that baseline is asked
     */
    public static Clarity of(SentenceEmbedder embedder, PromptEncoder encoder, DecoderModel baseline) {
        return new Clarity(embedder, encoder, baseline);
    }

    /** Scores every answer; the listener is told of each and may throw to stop. */
    public ClarityScores score(List<Answer> answers, WorkProgress progress) {
        List<Optional<ClarityParts>> parts = new ArrayList<>();
        for (Answer answer : answers) {
            parts.add(parts(answer));
            progress.report(parts.size(), answers.size(), "answer");
        }
        return new ClarityScores(parts);
    }

    private Optional<ClarityParts> parts(Answer answer) {
        if (answer.text().isBlank()) {
            return Optional.empty();
        }
        double logProbability = meanLogProbability(answer);
        if (Double.isNaN(logProbability)) {
            return Optional.empty();
        }
        double cosine = SentenceEmbedder.cosine(embedder.embed(answer.prompt()), embedder.embed(answer.text()));
        return Optional.of(
                new ClarityParts(ReadingEase.of(answer.text()), ClarityParts.fluency(logProbability), 100 * cosine));
    }

    /** Under the baseline; of an answer that its context cannot hold, the beginning alone. NaN if that is not even a token. */
    private double meanLogProbability(Answer answer) {
        int[] prompt = encoder.encode(answer.prompt());
        int[] said = encoder.tokenizer().encode(answer.text());
        int room = Math.min(said.length, likelihood.longest() - prompt.length);
        return room < 1
                ? Double.NaN
                : likelihood.score(prompt, Arrays.copyOf(said, room)).meanLogProbability();
    }
}
