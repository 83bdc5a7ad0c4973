package dev.ordo.stage.quarkus;

import dev.ordo.artifacts.s3.StoreSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the store's settings and says of all that are missing at once. */
public final class StoreAccess {
    private StoreAccess() {}

    /** @throws IllegalStateException naming every missing setting */
    public static StoreSettings of(OrdoConfig.S3 config) {
        List<String> missing = new ArrayList<>();
        note(missing, "ordo.s3.endpoint", config.endpoint());
        note(missing, "ordo.s3.access-key", config.accessKey());
        note(missing, "ordo.s3.secret-key", config.secretKey());
        if (!missing.isEmpty()) {
            throw new IllegalStateException("a worker needs the settings " + String.join(", ", missing));
        }
        return new StoreSettings(
                config.endpoint().get(),
                config.accessKey().get(),
                config.secretKey().get(),
                config.bucket());
    }

    private static void note(List<String> missing, String name, Optional<String> value) {
        if (value.filter(text -> !text.isBlank()).isEmpty()) {
            missing.add(name);
        }
    }
}
