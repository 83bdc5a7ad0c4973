package dev.ordo.cli.source;

import dev.ordo.cli.CommandFailure;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Chooses the files of a repository that make up a checkpoint: configuration, tokenizer, safetensors, licence. Others,
 * as weights in other formats, stay where they are.
 */
final class CheckpointSelection {
    static final String CONFIG = "config.json";

    private static final String TOKENIZER = "tokenizer.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final Pattern SHARD = Pattern.compile("model-\\d+-of-\\d+\\.safetensors");
    private static final Pattern TEXT =
            Pattern.compile("(tokenizer[A-Za-z0-9_]*|chat_template)\\.(json|model|jinja|txt)"
                    + "|(special_tokens_map|added_tokens|vocab|generation_config|config)\\.json|(vocab|merges)\\.txt"
                    + "|LICENSE(\\.[A-Za-z]{1,8})?");

    private CheckpointSelection() {}

    /**
     * The files to fetch.
     *
     * @param source named in messages
     * @param names all files at the repository's root, and any others
     * @throws CommandFailure if these make no checkpoint that Ordo reads
     */
    static SortedSet<String> of(String source, Collection<String> names) {
        require(source, names, CONFIG, "");
        require(source, names, TOKENIZER, "; other forms of tokenizer are not read");
        SortedSet<String> chosen = new TreeSet<>();
        names.stream().filter(name -> TEXT.matcher(name).matches()).forEach(chosen::add);
        chosen.addAll(weights(source, names));
        return chosen;
    }

    private static Collection<String> weights(String source, Collection<String> names) {
        if (!names.contains(INDEX)) {
            require(source, names, WEIGHTS, "; weights in other formats are not read");
            return List.of(WEIGHTS);
        }
        SortedSet<String> chosen = new TreeSet<>(List.of(INDEX));
        names.stream().filter(name -> SHARD.matcher(name).matches()).forEach(chosen::add);
        return chosen;
    }

    private static void require(String source, Collection<String> names, String name, String remark) {
        if (!names.contains(name)) {
            throw new CommandFailure(source + " has no " + name + remark + "; it has " + shown(names));
        }
    }

    private static String shown(Collection<String> names) {
        int most = 12;
        List<String> first = names.stream().sorted().limit(most).toList();
        if (first.isEmpty()) {
            return "no files";
        }
        return String.join(", ", first) + (names.size() > most ? " and " + (names.size() - most) + " more" : "");
    }
}
