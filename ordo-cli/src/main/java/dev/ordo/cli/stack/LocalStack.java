package dev.ordo.cli.stack;

import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.artifacts.s3.StoreSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ordo on one machine: a real Kafka broker, a real S3 server and the services, each a process of its own.
 *
 * <p>While it is up, a process that dies is started again. Closing stops all of them, and so does the end of this JVM;
 * if this JVM is killed, broker and store notice and stop the rest.
 */
public final class LocalStack implements OpenStack {
    private static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    private final StackOptions options;
    private final StackLayout layout;
    private final StoreCredentials credentials;
    private final StackProcesses processes;
    private final Supervisor supervisor;
    private final Thread shutdown = new Thread(this::stopAll, "stack-shutdown");
    private volatile boolean ready;

    private LocalStack(StackOptions options) {
        this.options = options;
        this.layout = new StackLayout(options.state());
        this.credentials = StoreCredentials.readOrCreate(layout.credentials());
        this.processes = new StackProcesses(options, layout, credentials);
        this.supervisor = new Supervisor(options.progress(), this::record);
    }

    /**
     * Starts a stack and returns when everything in it is ready.
     *
     * @throws StackException if a stack is already up in this state directory, or a process dies or does not become ready
     */
    public static LocalStack start(StackOptions options) {
        StackLayout layout = new StackLayout(options.state());
        stopLeftovers(layout, options);
        if (options.fresh()) {
            layout.clear();
        }
        LocalStack stack = new LocalStack(options);
        Runtime.getRuntime().addShutdownHook(stack.shutdown);
        try {
            stack.startAll();
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private static void stopLeftovers(StackLayout layout, StackOptions options) {
        Optional<StackRecord> found = StackRecord.read(layout.record());
        if (found.isEmpty()) {
            return;
        }
        long self = ProcessHandle.current().pid();
        Optional<ProcessHandle> owner = found.get().supervisor().alive().filter(handle -> handle.pid() != self);
        if (owner.isPresent() && !ends(owner.get(), found.get(), options)) {
            throw new StackException(
                    "a stack is already up here (process " + owner.get().pid() + "): use it, or `ordo down`");
        }
        int stopped = Leftovers.stopAll(found.get(), self);
        if (stopped > 0) {
            options.progress().accept("stopped " + stopped + " processes that an earlier stack left behind");
        }
    }

    /** Whether the stack that is there goes away by itself: one that is ending does, and is waited for. */
    private static boolean ends(ProcessHandle owner, StackRecord record, StackOptions options) {
        if (record.ready()) {
            return false;
        }
        options.progress().accept("waiting for the stack of process " + owner.pid() + ", which is starting or ending");
        try {
            owner.onExit().get(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void startAll() {
        StackMember kafka = supervisor.launch(processes.kafka());
        StackMember s3 = supervisor.launch(processes.s3());
        Optional<StackMember> natives = unpackNatives();
        awaitReady(List.of(kafka, s3));
        createBucket();
        TopicSetup.apply(bootstrapServers(), options.lock(), TopicSetup.BROKERS_DEFAULT);
        options.progress().accept("topics and bucket are there");
        natives.ifPresent(this::awaitEnd);
        List<StackMember> services = new ArrayList<>();
        options.services().forEach(service -> services.add(supervisor.launch(processes.service(service))));
        awaitReady(services);
        ready = true;
        record();
        supervisor.startWatching();
    }

    /** Starts unpacking DJL's native libraries if a service will need them and they are not there from an earlier run. */
    private Optional<StackMember> unpackNatives() {
        if (options.services().isEmpty() || DjlCache.find().isFilled()) {
            return Optional.empty();
        }
        options.progress().accept("unpacking PyTorch, once for all runs");
        return Optional.of(supervisor.launch(processes.natives()));
    }

    private void awaitEnd(StackMember child) {
        try {
            child.handle().orElseThrow().onExit().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the stack was starting", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StackException(child.name() + " did not end; its log is " + child.log(), e);
        }
        if (child.exitValue() != 0) {
            throw child.death();
        }
    }

    private void createBucket() {
        StoreSettings settings =
                new StoreSettings(s3Endpoint(), credentials.accessKey(), credentials.secretKey(), bucket());
        try (S3ObjectStore store = new S3ObjectStore(settings)) {
            store.createBucketIfMissing();
        }
    }

    private void awaitReady(List<StackMember> started) {
        long begin = System.nanoTime();
        List<StackMember> waiting = new ArrayList<>(started);
        while (!waiting.isEmpty()) {
            waiting.removeIf(child -> becameReady(child, begin));
            failIfLate(waiting, begin);
            pause();
        }
    }

    private boolean becameReady(StackMember child, long begin) {
        if (!child.isAlive()) {
            throw child.death();
        }
        if (!child.isReady()) {
            return false;
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        options.progress()
                .accept(String.format(
                        Locale.ROOT, "%s is ready on port %d after %.1f s", child.name(), child.port(), seconds));
        if (options.restart()) {
            supervisor.watch(child.name());
        }
        return true;
    }

    private static void failIfLate(List<StackMember> waiting, long begin) {
        if (!waiting.isEmpty() && System.nanoTime() - begin > START_LIMIT.toNanos()) {
            StackMember late = waiting.get(0);
            throw new StackException(late.name() + " is not ready after " + START_LIMIT.toSeconds() + " s; the end of "
                    + late.log() + ":\n  " + String.join("\n  ", late.lastLines(12)));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the stack was starting", e);
        }
    }

    /** Writes {@code stack.json}: called whenever a process has been started. */
    private void record() {
        Map<String, StackRecord.Entry> entries = new LinkedHashMap<>();
        supervisor.all().stream()
                .filter(StackMember::isAlive)
                .forEach(member -> entries.put(member.name(), StackRecord.Entry.of(host(member), member.port())));
        new StackRecord(StackRecord.Entry.of(ProcessHandle.current(), 0), ready, entries).write(layout.record());
    }

    /** What is no process of this machine lives no longer than this one. */
    private static ProcessHandle host(StackMember member) {
        return member.handle().orElse(ProcessHandle.current());
    }

    @Override
    public RunningStack running() {
        return new RunningStack(orchestratorUrl(), bootstrapServers(), s3Endpoint(), bucket(), credentials());
    }

    public String bootstrapServers() {
        return processes.bootstrapServers();
    }

    public String s3Endpoint() {
        return processes.s3Endpoint();
    }

    public StoreCredentials credentials() {
        return credentials;
    }

    public String bucket() {
        return StackProcesses.BUCKET;
    }

    /** Where the orchestrator answers. */
    public String orchestratorUrl() {
        return url(ServiceSpec.ORCHESTRATOR.name());
    }

    /** Where a process serves HTTP. */
    public String url(String name) {
        return "http://127.0.0.1:" + supervisor.child(name).port();
    }

    /** The running process of that name ({@code kafka}, {@code s3} or a service): another one after a restart. */
    public ProcessHandle process(String name) {
        return supervisor
                .child(name)
                .handle()
                .orElseThrow(() -> new StackException(name + " is no process of this machine"));
    }

    /** Stops one process, which stays down until {@link #resume} is called. */
    public void stop(String name) {
        supervisor.unwatch(name);
        supervisor.child(name).stop(Duration.ofSeconds(8));
    }

    /** Starts a stopped or killed process again and waits until it is ready. */
    public void resume(String name) {
        StackMember child = supervisor.child(name);
        if (!child.isAlive()) {
            supervisor.launch(child);
        }
        awaitReady(List.of(child));
    }

    @Override
    public void close() {
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdown);
        } catch (IllegalStateException e) {
            return; // The JVM is ending already, and the hook did the work.
        }
    }

    private synchronized void stopAll() {
        if (ready) {
            ready = false; // Nobody may join a stack that is ending.
            record();
        }
        supervisor.close();
        layout.forget();
    }
}
