package dev.ordo.cli.stack;

import java.util.Optional;

/**
 * Where to reach a stack that is up.
 *
 * @param orchestratorUrl where the orchestrator answers
 * @param bootstrapServers where the broker is
 * @param s3Endpoint where the store is
 * @param bucket the bucket in it
 * @param credentials the store's keys
 */
public record RunningStack(
        String orchestratorUrl, String bootstrapServers, String s3Endpoint, String bucket, StoreCredentials credentials)
        implements OpenStack {

    /** The stack of a state directory, if its supervisor lives and has said that all is ready. */
    public static Optional<RunningStack> find(StackLayout layout) {
        return StackRecord.read(layout.record())
                .filter(StackRecord::ready)
                .filter(record -> record.supervisor().alive().isPresent())
                .map(record -> of(record, layout));
    }

    private static RunningStack of(StackRecord record, StackLayout layout) {
        return new RunningStack(
                "http://" + address(record, ServiceSpec.ORCHESTRATOR.name()),
                address(record, StackProcesses.KAFKA),
                "http://" + address(record, StackProcesses.S3),
                StackProcesses.BUCKET,
                StoreCredentials.read(layout.credentials()));
    }

    private static String address(StackRecord record, String name) {
        StackRecord.Entry entry = record.processes().get(name);
        if (entry == null) {
            throw new StackException("the stack that is up has no " + name);
        }
        return "127.0.0.1:" + entry.port();
    }

    @Override
    public RunningStack running() {
        return this;
    }

    /** It was up before, and stays up. */
    @Override
    public void close() {}
}
