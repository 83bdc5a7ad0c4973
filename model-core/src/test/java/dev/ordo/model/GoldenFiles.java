package dev.ordo.model;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** Fixtures written by the reference libraries; {@code tools/golden/formats.py} makes them. */
public final class GoldenFiles {
    private GoldenFiles() {}

    /** The path of a fixture below {@code golden/}. */
    public static Path path(String name) {
        URL url = GoldenFiles.class.getResource("/golden/" + name);
        if (url == null) {
            throw new IllegalArgumentException("no fixture " + name);
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
