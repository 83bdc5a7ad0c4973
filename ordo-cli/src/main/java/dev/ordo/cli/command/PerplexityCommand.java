package dev.ordo.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.cli.CommandFailure;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.evaluation.Score;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordo perplexity}: scores a text with a checkpoint on this machine, without a stack. */
@Command(name = "perplexity", description = "Measure the perplexity of a checkpoint on a text.")
public final class PerplexityCommand implements Callable<Integer> {
    private static final int LEAST_TOKENS = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LocalModel local;

    @Parameters(
            index = "1",
            paramLabel = "TEXT_FILE",
            description = "A UTF-8 text, or chat (.jsonl), of which the assistant's tokens are scored.")
    private Path text;

    @Option(names = "--json", description = "Print perplexity, tokens (those scored) and tokensPerSecond as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Score score = score();
        spec.commandLine().getOut().println(json ? asJson(score) : asText(score));
        return 0;
    }

    private Score score() {
        try (NamedModel model = local.open()) {
            CheckpointDirectory checkpoint = model.checkpoint();
            TokenizedText tokens = TokenizedText.read(text, checkpoint);
            int[] ids = tokens.ids();
            if (ids.length < LEAST_TOKENS) {
                throw new CommandFailure(text + " has fewer than 2 tokens: there is nothing to score");
            }
            try (TorchSession session = TorchSession.open(local.torch());
                    DecoderModel decoder = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32)) {
                return Perplexity.of(decoder).score(ids, tokens.mask(), (done, batches) -> {});
            }
        }
    }

    private static String asText(Score score) {
        return String.format(
                Locale.ROOT,
                "perplexity %.4f over %d tokens, %.0f tokens/s",
                score.perplexity(),
                score.scoredTokens(),
                score.tokensPerSecond());
    }

    private static String asJson(Score score) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("perplexity", score.perplexity());
        node.put("tokens", score.scoredTokens());
        node.put("tokensPerSecond", score.tokensPerSecond());
        return node.toString();
    }
}
