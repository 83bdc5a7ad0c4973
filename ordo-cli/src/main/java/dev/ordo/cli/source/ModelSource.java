package dev.ordo.cli.source;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.hub.HubReference;
import dev.ordo.cli.hub.HubSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Something that a model can be imported from. */
public sealed interface ModelSource permits DirectorySource, GgufSource, HubSource, S3Source {
    /**
     * Finds out what a word on the command line means.
     *
     * @param text {@code hf:ORG/NAME[@REVISION]}, {@code s3://BUCKET/PREFIX}, or a path
     * @param environment endpoints, tokens and keys
     * @throws CommandFailure if it is none of these, or something that it needs is not set
     */
    static ModelSource of(String text, Map<String, String> environment) {
        if (text.startsWith(HubReference.SCHEME)) {
            return new HubSource(HubReference.parse(text), HubSettings.from(environment));
        }
        if (text.startsWith(S3Uri.SCHEME)) {
            S3Uri uri = S3Uri.parse(text);
            return new S3Source(uri, uri.settings(environment));
        }
        return ofPath(text);
    }

    private static ModelSource ofPath(String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new CommandFailure(text + " is no path: " + e.getReason(), e);
        }
        if (Files.isDirectory(path)) {
            return new DirectorySource(path);
        }
        if (Files.exists(path)) {
            return new GgufSource(path);
        }
        throw new CommandFailure(text + " does not exist; expected a checkpoint directory, a GGUF file,"
                + " hf:ORG/NAME or s3://BUCKET/PREFIX");
    }

    /** The name that studies know it by if nobody gives another. */
    String defaultName();

    /**
     * Brings the model onto the local disk.
     *
     * @param scratch for this source's use alone; need not exist
     * @param progress told what is being done
     */
    FetchedModel fetch(Path scratch, Consumer<String> progress);

    /** Name of the scratch directory: the same for every fetch of the same model, which are never at once. */
    String scratchName();

    /** Whether what a failed fetch left is of use to the next. */
    default boolean resumes() {
        return false;
    }
}
