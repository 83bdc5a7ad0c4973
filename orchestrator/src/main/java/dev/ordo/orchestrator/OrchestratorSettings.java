package dev.ordo.orchestrator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What a deployment decides about the orchestrator. What a study decides is in its request. */
@ConfigMapping(prefix = "ordo")
interface OrchestratorSettings {

    S3 s3();

    Kafka kafka();

    Orchestrator orchestrator();

    /** The store that names are looked up in. */
    interface S3 {

        String endpoint();

        String accessKey();

        String secretKey();

        @WithDefault("ordo")
        String bucket();
    }

    /** How much trouble is borne before it is told. */
    interface Orchestrator {

        /** How many attempts of a stage may fail before it has failed. */
        @WithDefault("3")
        int attempts();

        BackOff backOff();

        /** How long a running stage may say nothing before it is given to another worker. */
        @WithDefault("PT15M")
        Duration silence();

        /** How long looking up one name may take before the store counts as away. */
        @WithDefault("PT5S")
        Duration lookUpLimit();
    }

    /** Pauses between attempts. */
    interface BackOff {

        /** After the first failure. */
        @WithDefault("PT1S")
        Duration first();

        /** By how much every further pause is longer. */
        @WithDefault("4")
        int factor();

        /** No pause is longer. */
        @WithDefault("PT5M")
        Duration most();
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
