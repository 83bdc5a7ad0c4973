package dev.ordo.orchestrator.topology;

import dev.ordo.events.Topics;
import dev.ordo.orchestrator.plan.ModelCatalog;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.plan.StudyReader;
import dev.ordo.orchestrator.stage.Patience;
import dev.ordo.orchestrator.stage.WorkState;
import dev.ordo.orchestrator.study.Study;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * How the processors hang together.
 *
 * <pre>
 * ordo.studies ------> studies --stage-commands--> work --> ordo.work.*, ordo.control
 *                         ^ \                      ^  \
 *                         |  ordo.study-status     |   |
 *                         +------study-notes-------|---+
 *              ordo.checkpoints, ordo.stage-events, ordo.evaluations
 * </pre>
 */
public final class OrdoTopology {
    /** Global store of the newest status of every study: key study id, value a CloudEvent. */
    public static final String STATUS_STORE = "status";

    static final String STUDY_STORE = "studies";
    static final String PLAN_STORE = "plans";
    static final String WORK_STORE = "work";

    static final String STUDIES_SINK = "studies-again";
    static final String COMMAND_SINK = "commands-out";
    static final String CONTROL_SINK = "control-out";
    static final String STATUS_SINK = "status-out";
    static final String NOTE_SINK = "notes-out";
    static final String STUDY_DEAD_SINK = "studies-dead";
    static final String WORK_DEAD_SINK = "work-dead";

    private static final String STUDIES = "studies-processor";
    private static final String WORK = "work-processor";
    private static final Deserializer<String> KEY = Serdes.String().deserializer();
    private static final Deserializer<byte[]> VALUE = Serdes.ByteArray().deserializer();
    private static final Serializer<String> KEY_OUT = Serdes.String().serializer();
    private static final Serializer<byte[]> VALUE_OUT = Serdes.ByteArray().serializer();

    private OrdoTopology() {}

    /** @param partitions of every topic; records of studies that lie elsewhere are placed anew */
    public static Topology build(ModelCatalog catalog, Patience patience, int partitions, WorkMeters meters) {
        return build(catalog, patience, partitions, meters, Stores::persistentKeyValueStore);
    }

    /** @param stores what keeps the state of a store of this name */
    static Topology build(
            ModelCatalog catalog,
            Patience patience,
            int partitions,
            WorkMeters meters,
            Function<String, KeyValueBytesStoreSupplier> stores) {
        Topology topology = new Topology();
        Placement placement = new Placement(partitions);
        addStudies(topology, () -> new StudyProcessor(new StudyReader(catalog), placement, meters), stores);
        addWork(topology, () -> new WorkProcessor(patience, placement, meters), stores);
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(STATUS_STORE), Serdes.String(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                "status-in",
                KEY,
                VALUE,
                Topics.STUDY_STATUS,
                "status-processor",
                StatusKeeper::new);
        return topology;
    }

    private static void addStudies(
            Topology topology,
            ProcessorSupplier<String, byte[], String, byte[]> studies,
            Function<String, KeyValueBytesStoreSupplier> stores) {
        topology.addSource("studies-in", KEY, VALUE, Topics.STUDIES)
                .addSource("notes-in", KEY, VALUE, Topics.STUDY_NOTES)
                .addProcessor(STUDIES, studies, "studies-in", "notes-in")
                .addStateStore(store(stores.apply(STUDY_STORE), new Json<>(Study.class).serde()), STUDIES)
                .addStateStore(store(stores.apply(PLAN_STORE), new Json<>(Plan.class).serde()), STUDIES);
        sink(topology, STUDIES_SINK, Topics.STUDIES, STUDIES);
        sink(topology, COMMAND_SINK, Topics.STAGE_COMMANDS, STUDIES);
        sink(topology, STATUS_SINK, Topics.STUDY_STATUS, STUDIES);
        sink(topology, STUDY_DEAD_SINK, Topics.DEAD_LETTER, STUDIES);
    }

    private static void addWork(
            Topology topology,
            ProcessorSupplier<String, byte[], String, byte[]> work,
            Function<String, KeyValueBytesStoreSupplier> stores) {
        topology.addSource("commands-in", KEY, VALUE, Topics.STAGE_COMMANDS)
                .addSource("events-in", KEY, VALUE, Topics.CHECKPOINTS, Topics.STAGE_EVENTS, Topics.EVALUATIONS)
                .addProcessor(WORK, work, "commands-in", "events-in")
                .addStateStore(store(stores.apply(WORK_STORE), new Json<>(WorkState.class).serde()), WORK);
        Topics.WORK.forEach(each -> sink(topology, each, each, WORK));
        sink(topology, CONTROL_SINK, Topics.CONTROL, WORK);
        sink(topology, NOTE_SINK, Topics.STUDY_NOTES, WORK);
        sink(topology, WORK_DEAD_SINK, Topics.DEAD_LETTER, WORK);
    }

    private static void sink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, KEY_OUT, VALUE_OUT, parent);
    }

    private static <T> StoreBuilder<KeyValueStore<String, T>> store(
            KeyValueBytesStoreSupplier supplier, Serde<T> values) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.String(), values);
    }
}
