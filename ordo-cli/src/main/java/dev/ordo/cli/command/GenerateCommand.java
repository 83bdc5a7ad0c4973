package dev.ordo.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.cli.CommandFailure;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.chat.PromptEncoder;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.generation.GenerationOptions;
import dev.ordo.model.generation.Generator;
import dev.ordo.model.generation.StopTexts;
import dev.ordo.model.generation.Vocabulary;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordo generate}: continues prompts on this machine, without a stack if the model is a directory. */
@Command(
        name = "generate",
        description = "Continue prompts, several together; by the model's chat template where it has one.")
public final class GenerateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LocalModel local;

    @Parameters(
            index = "1..*",
            paramLabel = "PROMPT",
            description = "Texts to continue; the input's, if there is none.")
    private List<String> texts = new ArrayList<>();

    @Option(names = "--file", paramLabel = "FILE", description = "A UTF-8 file that is one more prompt.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--raw", description = "Continue the prompt as it stands, without the chat template.")
    private boolean raw;

    @Option(
            names = "--max-new-tokens",
            defaultValue = "128",
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int maxNewTokens;

    @Option(
            names = "--temperature",
            defaultValue = "0",
            description = "0 takes the likeliest token always (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(
            names = "--top-k",
            defaultValue = "0",
            description = "Draw from so many of the likeliest tokens; 0: from all.")
    private int topK;

    @Option(names = "--top-p", defaultValue = "1", description = "Draw from the likeliest that have this probability.")
    private double topP;

    @Option(names = "--seed", defaultValue = "1", description = "Of what is drawn; prompt i has seed + i.")
    private long seed;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End before this text; may be given several times.")
    private List<String> stops = new ArrayList<>();

    @Option(names = "--json", description = "Print results (prompt, text, tokens) and tokensPerSecond as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        GenerationOptions options = options();
        List<String> prompts = Prompts.of(texts, files, System.in);
        try (NamedModel model = local.open()) {
            run(model.checkpoint(), prompts, options);
        }
        return 0;
    }

    private GenerationOptions options() {
        if (stops.contains("")) {
            throw new CommandFailure("--stop must not be empty");
        }
        try {
            return new GenerationOptions(maxNewTokens, temperature, topK, topP, seed);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
    }

    private void run(CheckpointDirectory checkpoint, List<String> prompts, GenerationOptions options) {
        Path path = checkpoint.path();
        try (PromptEncoder encoder = raw ? PromptEncoder.raw(path) : PromptEncoder.open(path);
                TorchSession session = TorchSession.open(local.torch());
                DecoderModel model = load(session, checkpoint)) {
            StopTexts ends = new StopTexts(encoder.tokenizer(), stops);
            List<int[]> asked = prompts.stream().map(encoder::encode).toList();
            Generator generator = Generator.of(model, Vocabulary.of(checkpoint, encoder.tokenizer()))
                    .until(ends::reached);
            long start = System.nanoTime();
            List<int[]> said = generator.generate(asked, options, WorkProgress.NONE);
            double seconds = (System.nanoTime() - start) / 1e9;
            List<String> found = said.stream().map(ends::before).toList();
            spec.commandLine().getOut().println(json ? asJson(prompts, found, said, seconds) : asText(found));
        }
    }

    /** Packed weights are computed with as they are, in bfloat16; others in float32. */
    private static DecoderModel load(TorchSession session, CheckpointDirectory checkpoint) {
        boolean packed = checkpoint.config().quantization().isPresent();
        return DecoderModel.loadPacked(session, checkpoint, packed ? ComputeType.BFLOAT16 : ComputeType.FLOAT32);
    }

    /** One text as it is; several each after a line with their number. */
    private static String asText(List<String> found) {
        if (found.size() == 1) {
            return found.get(0);
        }
        List<String> numbered = new ArrayList<>();
        for (String text : found) {
            numbered.add("[" + (numbered.size() + 1) + "]\n" + text);
        }
        return String.join("\n", numbered);
    }

    private static String asJson(List<String> prompts, List<String> found, List<int[]> said, double seconds) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        ArrayNode results = node.putArray("results");
        long tokens = 0;
        for (int i = 0; i < found.size(); i++) {
            ObjectNode result = results.addObject();
            result.put("prompt", prompts.get(i));
            result.put("text", found.get(i));
            result.put("tokens", said.get(i).length);
            tokens += said.get(i).length;
        }
        node.put("tokensPerSecond", tokens / seconds);
        return node.toString();
    }
}
