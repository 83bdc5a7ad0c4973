package dev.ordo.quantizer.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.testing.JavaProcess;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs of a quantization that keeps its layers: whole ones in this process, and one that dies in a process of its own.
 *
 * @param folder where the runs' outputs are, and what they keep
 */
record ResumedRuns(Path folder) {
    /** {@link GptqQuantization#apply} and {@link AwqQuantization#apply}. */
    interface Quantization {
        void apply(TorchOptions options, Path parent, Path text, Path kept, Path output, WorkProgress progress);
    }

    /** @return how many weights were done each time that progress was told */
    List<Long> run(Quantization quantization, Path parent, String kept, String output) {
        List<Long> told = new ArrayList<>();
        run(quantization, parent, folder.resolve(kept), folder.resolve(output), (done, total, unit) -> told.add(done));
        return told;
    }

    /**
     * Runs with {@code kept} and {@code killed} in another process, until so many weights are done.
     *
     * @param main calls {@link #dieAtWeight}
     */
    void kill(Class<?> main, Path parent, int weight) throws IOException, InterruptedException {
        JavaProcess.run(
                List.of("-Dordo.home=" + TinyModels.home()),
                main,
                folder.resolve("output.txt"),
                parent.toString(),
                folder.resolve("kept").toString(),
                folder.resolve("killed").toString(),
                Integer.toString(weight));
    }

    /** What the other process does: it dies without any farewell after so many weights. */
    static void dieAtWeight(Quantization quantization, String... arguments) {
        run(quantization, Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), (done, total, unit) -> {
            if (done == Long.parseLong(arguments[3])) {
                Runtime.getRuntime().halt(0);
            }
        });
    }

    private static void run(Quantization quantization, Path parent, Path kept, Path output, WorkProgress progress) {
        Path text = TinyModels.home().resolve("data/austen-calibration.txt");
        quantization.apply(TorchOptions.cpu(2), parent, text, kept, output, progress);
    }
}
