package dev.ordo.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackRecordTest {
    private static final StackRecord.Entry SELF = StackRecord.Entry.of(ProcessHandle.current(), 8080);

    @TempDir
    private Path directory;

    @Test
    void readsBackWhatWasWritten() {
        Map<String, StackRecord.Entry> processes = new LinkedHashMap<>();
        processes.put("s3", SELF);
        processes.put("kafka", new StackRecord.Entry(7, 8, 9));
        StackRecord record = new StackRecord(SELF, true, processes);

        record.write(file());

        assertThat(StackRecord.read(file())).contains(record);
        assertThat(StackRecord.read(file()).orElseThrow().processes().keySet()).containsExactly("s3", "kafka");
    }

    @Test
    void isAbsentWhereThereIsNoFile() {
        assertThat(StackRecord.read(file())).isEmpty();
    }

    @Test
    void isAbsentWhereTheFileWasCutOff() throws Exception {
        Files.writeString(file(), "{\"supervisor\":{\"pid\"");
        assertThat(StackRecord.read(file())).isEmpty();
    }

    @Test
    void knowsThatAProcessIsAlive() {
        assertThat(SELF.alive()).contains(ProcessHandle.current());
    }

    @Test
    void takesNoOtherProcessForTheOneThatHadItsPid() {
        var earlier = new StackRecord.Entry(SELF.pid(), SELF.startMillis() - 1000, 8080);
        assertThat(earlier.alive()).isEmpty();
    }

    @Test
    void isNoRunningStackBeforeItIsReady() {
        StackLayout layout = new StackLayout(directory);
        new StackRecord(SELF, false, Map.of("orchestrator", SELF)).write(layout.record());
        assertThat(RunningStack.find(layout)).isEmpty();
    }

    @Test
    void leadsToTheRunningStack() {
        StackLayout layout = new StackLayout(directory);
        StoreCredentials keys = StoreCredentials.readOrCreate(layout.credentials());
        var processes = Map.of(
                "kafka", new StackRecord.Entry(1, 0, 9092),
                "s3", new StackRecord.Entry(1, 0, 9000),
                "orchestrator", SELF);
        new StackRecord(SELF, true, processes).write(layout.record());

        RunningStack stack = RunningStack.find(layout).orElseThrow();

        assertThat(stack.orchestratorUrl()).isEqualTo("http://127.0.0.1:8080");
        assertThat(stack.bootstrapServers()).isEqualTo("127.0.0.1:9092");
        assertThat(stack.s3Endpoint()).isEqualTo("http://127.0.0.1:9000");
        assertThat(stack.credentials()).isEqualTo(keys);
    }

    private Path file() {
        return directory.resolve("stack.json");
    }
}
