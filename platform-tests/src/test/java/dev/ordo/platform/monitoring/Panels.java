package dev.ordo.platform.monitoring;

/** Panels' expressions as Grafana would send them. */
public final class Panels {
    private Panels() {}

    /** An expression with its variables filled in: this study, its first set, all techniques and services, short ranges. */
    public static String filled(String expression, String study) {
        return expression
                .replace("$__rate_interval", "30s")
                .replace("$__range", "5m")
                .replace("$study", study)
                .replace("$dataset", "tiny-heldout")
                .replace("$technique", ".*")
                .replace("$job", ".*");
    }
}
