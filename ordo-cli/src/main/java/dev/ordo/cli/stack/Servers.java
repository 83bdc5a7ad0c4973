package dev.ordo.cli.stack;

import java.nio.file.Path;

/** Where a stack has its broker and its store from, if not from processes of its own. */
public interface Servers {
    /**
     * A Kafka broker with one replica of everything.
     *
     * @param port on loopback where clients are to find it
     * @param logs where its log goes, as {@code kafka.log}
     */
    StackMember kafka(int port, Path logs);

    /**
     * An S3 server.
     *
     * @param port on loopback where clients are to find it
     * @param credentials the only keys that it takes
     * @param logs where its log goes, as {@code s3.log}
     */
    StackMember s3(int port, StoreCredentials credentials, Path logs);
}
