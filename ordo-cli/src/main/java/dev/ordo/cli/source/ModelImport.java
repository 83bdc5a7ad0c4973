package dev.ordo.cli.source;

import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.CatalogModel;
import dev.ordo.artifacts.FileTrees;
import dev.ordo.cli.CommandFailure;
import dev.ordo.events.Checks;
import dev.ordo.events.error.PermanentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings a model from its source into the store: fetched, checked whole, uploaded, and only then named. */
public final class ModelImport {
    private final Catalog catalog;
    private final Path scratch;
    private final Consumer<String> progress;

    /** @param scratch where sources may keep what they fetch; made if it is missing */
    public ModelImport(Catalog catalog, Path scratch, Consumer<String> progress) {
        this.catalog = catalog;
        this.scratch = scratch;
        this.progress = progress;
    }

    /**
     * Imports a model.
     *
     * @param name what studies call it
     * @param provenance said of it, beside what the source knows; may be empty
     * @throws dev.ordo.events.InvalidEventException if the name is none; nothing has been fetched then
     * @throws CommandFailure if it cannot be had, is no sound model, or is being imported by another process
     * @throws dev.ordo.events.error.OrdoException as {@link CommandFailure}
     */
    public CatalogModel run(ModelSource source, String name, String provenance) {
        Checks.name("name", name);
        Path own = scratch.resolve(source.scratchName());
        try (ScratchLock held = ScratchLock.take(own)) {
            return fetchAndImport(source, own, name, provenance);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + scratch, e);
        }
    }

    /** What was fetched stays for the next try if that can use it, unless it was found unsound. */
    private CatalogModel fetchAndImport(ModelSource source, Path own, String name, String provenance)
            throws IOException {
        boolean useful = source.resumes();
        try {
            if (!useful) {
                FileTrees.delete(own);
            }
            FetchedModel model = source.fetch(own, progress);
            CatalogModel imported = importChecked(model, name, provenance);
            useful = false;
            return imported;
        } catch (UnsoundModelException e) {
            useful = false;
            throw e.reason();
        } finally {
            if (!useful) {
                FileTrees.delete(own);
            }
        }
    }

    private CatalogModel importChecked(FetchedModel model, String name, String provenance)
            throws UnsoundModelException {
        progress.accept("checking " + model.directory());
        try {
            WholeCheckpoint.check(model.directory());
        } catch (CommandFailure | PermanentException e) {
            throw new UnsoundModelException(e);
        }
        return catalog.importModel(name, model.directory(), joined(provenance, model.provenance()));
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(each -> !each.isBlank()).collect(Collectors.joining("; "));
    }

    /** The check refused the model, and would again. */
    private static final class UnsoundModelException extends Exception {
        private static final long serialVersionUID = 1L;

        private final RuntimeException reason;

        UnsoundModelException(RuntimeException reason) {
            super(reason);
            this.reason = reason;
        }

        RuntimeException reason() {
            return reason;
        }
    }
}
