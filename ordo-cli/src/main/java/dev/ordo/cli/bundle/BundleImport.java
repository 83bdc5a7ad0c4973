package dev.ordo.cli.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.artifacts.Catalog;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Brings the bundled models and data that a study names into the store. */
public final class BundleImport {
    private static final String PROVENANCE = "bundled with Ordo";

    private final Bundle bundle;
    private final Catalog catalog;
    private final Consumer<String> progress;

    public BundleImport(Bundle bundle, Catalog catalog, Consumer<String> progress) {
        this.bundle = bundle;
        this.catalog = catalog;
        this.progress = progress;
    }

    /**
     * Imports what the study names; what is there already, with the same content, is not uploaded again.
     *
     * @param study the JSON of a {@code StudyRequested}
     */
    public void importFor(JsonNode study) {
        for (String name : models(study)) {
            var model = catalog.importModel(name, bundle.model(name), PROVENANCE);
            progress.accept("model " + name + " " + model.checkpoint().digest());
        }
        for (String name : data(study)) {
            var set = catalog.importData(name, bundle.data(name), PROVENANCE);
            progress.accept(set.format().label() + " " + name + " " + set.data().digest());
        }
    }

    static Set<String> models(JsonNode study) {
        Set<String> names = new LinkedHashSet<>();
        names.add(study.path("baseline").asText());
        if (study.hasNonNull("teacher")) {
            names.add(study.path("teacher").asText());
        }
        addIfNamed(names, study.at("/judging/judge/checkpoint"));
        return names;
    }

    static Set<String> data(JsonNode study) {
        JsonNode data = study.path("data");
        Set<String> names = new LinkedHashSet<>();
        names.add(data.path("calibration").asText());
        names.add(data.path("distillation").asText());
        data.path("evaluation").forEach(each -> names.add(each.asText()));
        addIfNamed(names, study.at("/judging/prompts"));
        return names;
    }

    private static void addIfNamed(Set<String> names, JsonNode name) {
        if (name.isTextual()) {
            names.add(name.asText());
        }
    }
}
