package dev.ordo.cli.stack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says how each process of a stack is started: its command, environment and port. */
final class StackProcesses {
    static final String KAFKA = "kafka";
    static final String S3 = "s3";
    static final String BUCKET = "ordo";
    private static final String CONTROLLER = "kafka-controller";
    private static final int KAFKA_HEAP_MEGABYTES = 160;
    private static final int NATIVES_HEAP_MEGABYTES = 64;
    private static final int S3_HEAP_MEGABYTES = 256;

    private final StackOptions options;
    private final StackLayout layout;
    private final StoreCredentials credentials;
    private final Map<String, Integer> ports;

    StackProcesses(StackOptions options, StackLayout layout, StoreCredentials credentials) {
        this.options = options;
        this.layout = layout;
        this.credentials = credentials;
        this.ports = choosePorts(options);
    }

    private static Map<String, Integer> choosePorts(StackOptions options) {
        List<String> names = new ArrayList<>(List.of(KAFKA, CONTROLLER, S3));
        options.services().forEach(service -> names.add(service.name()));
        options.ports().keySet().forEach(name -> requireKnown(name, names));
        List<Integer> free = FreePorts.choose(names.size());
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Integer wanted = options.ports().get(name);
            ports.put(name, wanted == null ? free.get(i) : FreePorts.require(name, wanted));
        }
        return ports;
    }

    private static void requireKnown(String name, List<String> names) {
        if (!names.contains(name)) {
            throw new StackException("no process of this stack is called " + name + "; expected one of " + names);
        }
    }

    String bootstrapServers() {
        return "127.0.0.1:" + ports.get(KAFKA);
    }

    String s3Endpoint() {
        return "http://127.0.0.1:" + ports.get(S3);
    }

    StackMember kafka() {
        int port = ports.get(KAFKA);
        return options.servers()
                .map(servers -> servers.kafka(port, layout.logs()))
                .orElseGet(() -> process(kafka(port)));
    }

    private ProcessSpec kafka(int port) {
        List<String> command = JavaCommand.server(
                options.home(),
                KafkaBrokerMain.class,
                KAFKA_HEAP_MEGABYTES,
                layout.record(),
                layout.topics().toString(),
                Integer.toString(port),
                Integer.toString(ports.get(CONTROLLER)));
        return new ProcessSpec(KAFKA, command, Map.of(), port, () -> Probes.listens(port));
    }

    StackMember s3() {
        int port = ports.get(S3);
        return options.servers()
                .map(servers -> servers.s3(port, credentials, layout.logs()))
                .orElseGet(() -> process(s3(port)));
    }

    private ProcessSpec s3(int port) {
        List<String> command = JavaCommand.server(
                options.home(),
                S3ServerMain.class,
                S3_HEAP_MEGABYTES,
                layout.record(),
                layout.objects().toString(),
                Integer.toString(port));
        return new ProcessSpec(S3, command, storeKeys(), port, () -> Probes.listens(port));
    }

    /** Unpacks DJL's native libraries, and ends. */
    StackMember natives() {
        List<String> command =
                JavaCommand.server(options.home(), NativesMain.class, NATIVES_HEAP_MEGABYTES, layout.record());
        Map<String, String> environment = Map.of(
                "DJL_OFFLINE",
                "true",
                "DJL_CACHE_DIR",
                DjlCache.find().directory().toString());
        return process(new ProcessSpec("natives", command, environment, 0, () -> false));
    }

    StackMember service(ServiceSpec service) {
        int port = ports.get(service.name());
        return process(new ProcessSpec(
                service.name(),
                JavaCommand.service(options.home(), service),
                environment(service, port),
                port,
                () -> Probes.answersOk(port, "/q/health/ready")));
    }

    private StackMember process(ProcessSpec spec) {
        return new ChildProcess(spec, layout.logs());
    }

    private Map<String, String> environment(ServiceSpec service, int port) {
        Map<String, String> environment = new HashMap<>(storeKeys());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
        environment.put("ORDO_S3_ENDPOINT", s3Endpoint());
        environment.put("ORDO_S3_BUCKET", BUCKET);
        environment.put("ORDO_COMPUTE_PERMIT", layout.permit().toString());
        environment.put("ORDO_SCRATCH", layout.scratch(service.name()).toString());
        environment.put("ORDO_ORCHESTRATOR_BACK_OFF_FIRST", "PT0.5S");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        // The supervisor kills what has not ended after eight seconds.
        environment.put("ORDO_WORKER_GRACE", "PT5S");
        environment.put("DJL_OFFLINE", "true");
        // Threads that wait for each other give the core away: beside a broker and a store, spinning costs a third.
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        environment.put("DJL_CACHE_DIR", DjlCache.find().directory().toString());
        environment.putAll(options.environment());
        return environment;
    }

    private Map<String, String> storeKeys() {
        return Map.of("ORDO_S3_ACCESS_KEY", credentials.accessKey(), "ORDO_S3_SECRET_KEY", credentials.secretKey());
    }
}
