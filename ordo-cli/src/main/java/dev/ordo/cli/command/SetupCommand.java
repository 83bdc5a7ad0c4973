package dev.ordo.cli.command;

import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.cli.stack.TopicSetup;
import dev.ordo.events.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordo setup}: makes a broker and a store elsewhere fit for Ordo's services, or waits until somebody has. */
@Command(
        name = "setup",
        description =
                "Create the topics and the bucket where they are missing, and set the share groups, on a broker and a"
                        + " store that the environment names; may be run again.")
public final class SetupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "${env:ORDO_REPLICATION_FACTOR:--1}",
            description = "Replicas of each topic that is made; the broker's own default where not given.")
    private short replication;

    @Option(
            names = "--lock",
            paramLabel = "DURATION",
            defaultValue = "PT30S",
            description = "How long a worker may hold a job without renewing it (default: ${DEFAULT-VALUE}).")
    private Duration lock;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            description = "Change nothing; wait so long, as PT10M, until the topics have been set up.")
    private Duration patience;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        String broker = Access.bootstrapServers();
        if (patience != null) {
            TopicSetup.await(broker, patience);
        } else {
            TopicSetup.apply(broker, lock, replication);
            createBucket();
        }
        out.println(Topics.ALL.size() + " topics and " + Topics.WORK.size() + " share groups are as Ordo needs them");
        return 0;
    }

    private static void createBucket() {
        if (System.getenv("ORDO_S3_ENDPOINT") != null) {
            try (S3ObjectStore store = Access.store()) {
                store.createBucketIfMissing();
            }
        }
    }
}
