package dev.ordo.orchestrator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a deployment decides about the orchestrator. What a study decides is in its request. */
@ConfigMapping(prefix = "ordo")
interface OrchestratorSettings {

    S3 s3();

    Kafka kafka();

    /** The store that names are looked up in. */
    interface S3 {

        String endpoint();

        String accessKey();

        String secretKey();

        @WithDefault("ordo")
        String bucket();
    }

    /** The broker. */
    interface Kafka {

        @WithDefault("localhost:9092")
        String bootstrapServers();

        /** Partitions of Ordo's topics. */
        @WithDefault("12")
        int partitions();
    }
}
