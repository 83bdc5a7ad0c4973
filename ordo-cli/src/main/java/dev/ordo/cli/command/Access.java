package dev.ordo.cli.command;

import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.client.OrchestratorClient;
import dev.ordo.cli.doctor.Surroundings;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.RunningStack;
import dev.ordo.cli.stack.StackLayout;
import dev.ordo.cli.stack.StackRecord;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what the subcommands talk to: the stack that is up here, or an orchestrator and a store elsewhere, named by
 * {@code ORDO_URL}, by {@code KAFKA_BOOTSTRAP_SERVERS} and by {@code ORDO_S3_ENDPOINT}, {@code ORDO_S3_ACCESS_KEY}, {@code
 * ORDO_S3_SECRET_KEY} and {@code ORDO_S3_BUCKET}.
 */
final class Access {
    private Access() {}

    static StackLayout layout() {
        return new StackLayout(OrdoHome.find().state());
    }

    /**
     * The stack that is up.
     *
     * @throws CommandFailure if none is
     */
    static RunningStack stack() {
        return RunningStack.find(layout())
                .orElseThrow(() -> new CommandFailure("no stack is up here: start one with `ordo up`"));
    }

    static OrchestratorClient orchestrator() {
        String url = System.getenv("ORDO_URL");
        return new OrchestratorClient(url != null ? url : stack().orchestratorUrl());
    }

    static String bootstrapServers() {
        String named = System.getenv("KAFKA_BOOTSTRAP_SERVERS");
        return named != null ? named : stack().bootstrapServers();
    }

    /** The store; the caller closes it. */
    static S3ObjectStore store() {
        String endpoint = System.getenv("ORDO_S3_ENDPOINT");
        return endpoint == null ? store(stack()) : new S3ObjectStore(named(endpoint));
    }

    static S3ObjectStore store(RunningStack stack) {
        return new S3ObjectStore(settings(stack));
    }

    private static StoreSettings settings(RunningStack stack) {
        return new StoreSettings(
                stack.s3Endpoint(),
                stack.credentials().accessKey(),
                stack.credentials().secretKey(),
                stack.bucket());
    }

    /** All that the doctor may look at; what is neither named nor up is left out. */
    static Surroundings surroundings(Map<String, Integer> ports) {
        StackLayout layout = layout();
        Optional<RunningStack> up = RunningStack.find(layout);
        return new Surroundings(
                OrdoHome.find(),
                layout,
                StackRecord.read(layout.record()),
                environment("ORDO_URL").or(() -> up.map(RunningStack::orchestratorUrl)),
                environment("KAFKA_BOOTSTRAP_SERVERS").or(() -> up.map(RunningStack::bootstrapServers)),
                environment("ORDO_S3_ENDPOINT").map(Access::named).or(() -> up.map(Access::settings)),
                ports);
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name));
    }

    private static StoreSettings named(String endpoint) {
        return new StoreSettings(
                endpoint, variable("ORDO_S3_ACCESS_KEY"), variable("ORDO_S3_SECRET_KEY"), variable("ORDO_S3_BUCKET"));
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new CommandFailure(name + " is not set, but ORDO_S3_ENDPOINT is: set both, or neither");
        }
        return value;
    }
}
