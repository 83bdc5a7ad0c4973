package dev.ordo.stage.quarkus;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the deployment. Each has an environment variable: {@code ordo.s3.endpoint} is {@code ORDO_S3_ENDPOINT}. */
@ConfigMapping(prefix = "ordo")
public interface OrdoConfig {
    S3 s3();

    /** Local disk for running work and for the cache. */
    @WithDefault("${java.io.tmpdir}/ordo")
    Path scratch();

    /** A file that workers of one machine share, so that one computes at a time; none means that none waits. */
    Optional<Path> computePermit();

    /** Where tasks compute unless their own settings say otherwise: {@code cpu}, {@code cuda} or {@code cuda:N}. */
    @WithDefault("cpu")
    String device();

    Cache cache();

    Preflight preflight();

    Worker worker();

    /** The object store. */
    interface S3 {
        /** URL of the S3 service; a worker cannot do without. */
        Optional<String> endpoint();

        /** Identity. */
        Optional<String> accessKey();

        /** Secret. */
        Optional<String> secretKey();

        /** The bucket that holds everything. */
        @WithDefault("ordo")
        String bucket();
    }

    /** Checkpoints and data sets on the local disk. */
    interface Cache {
        /** What it may hold. */
        @WithDefault("20G")
        MemorySize maxSize();
    }

    /** What a machine must have before work begins. */
    interface Preflight {
        /** Memory that work leaves to others, of the machine and of a device. */
        @WithDefault("256M")
        MemorySize memoryReserve();

        /** Room on the scratch directory's file system that work leaves to others. */
        @WithDefault("256M")
        MemorySize diskReserve();

        /** Whether work that would not fit is refused; else it is only warned of. */
        @WithDefault("true")
        boolean refuse();
    }

    /** Taking work. */
    interface Worker {
        /** Name of this instance in events and logs; made up from service, host and process where it is not given. */
        Optional<String> name();

        /** Length of a record's lock, where the broker does not say. */
        @WithDefault("30S")
        Duration lock();

        /** How long running work has to stop at shutdown before its record is given back regardless; less than the
         * platform's own grace, in which the step that is running has to end, too. */
        @WithDefault("20S")
        Duration grace();

        /** How long running work waits for a store that is away before it fails; what has been computed is not lost until then. */
        @WithDefault("30M")
        Duration storePatience();

        /** How much computing a worker's death may cost, of techniques that can go on where another worker was; zero saves only at
         * a hand-over. */
        @WithDefault("5M")
        Duration resumeInterval();

        /** Pause before a failed consumer is opened again. */
        @WithDefault("1S")
        Duration backOff();

        /** How many writers race for one object at the start, to see that the store honours conditional writes. */
        @WithDefault("8")
        int probeWriters();
    }
}
