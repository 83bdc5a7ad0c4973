package dev.ordo.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no machine here can run is read: that the kernels would work on a device that is not the processor. */
class KernelSourcesTest {
    private static final Pattern CREATION = Pattern.compile(
            "torch\\.(arange|empty|eye|from_file|full|linspace|ones|rand|randint|randn|randperm|scalar_tensor|tensor|zeros)\\(");
    private static final Pattern OF_CPUS_ALONE =
            Pattern.compile("\\w+_for_cpu\\b|_weight_int8pack_mm|mkldnn|fbgemm|quantized\\.");
    private static final Pattern READ_BACK =
            Pattern.compile("torch\\.item\\(|\\.item\\(|torch\\.nonzero\\(|torch\\.unique|(int|float|bool)\\(torch\\.");

    @Test
    void whatMakesATensorSaysWhere() throws IOException, URISyntaxException {
        List<String> silent = new ArrayList<>();
        for (Path source : sources()) {
            String text = Files.readString(source);
            Matcher call = CREATION.matcher(text);
            while (call.find()) {
                String arguments = arguments(text, call.end());
                if (!arguments.contains("device=")) {
                    silent.add(source.getFileName() + ": " + call.group() + arguments);
                }
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void onlyOneFileHasOperatorsThatOnlyCpusHave() throws IOException, URISyntaxException {
        assertThat(found(OF_CPUS_ALONE)).isNotEmpty().allMatch(line -> line.startsWith("cpu.py: "));
    }

    @Test
    void noKernelWaitsForADevice() throws IOException, URISyntaxException {
        assertThat(found(READ_BACK)).isEmpty();
    }

    @Test
    void theScanSeesWhatItLooksFor() {
        assertThat(CREATION.matcher("x = torch.zeros([2])").find()).isTrue();
        assertThat(arguments("torch.full([n(1), 2], 0.) + y", 11)).isEqualTo("[n(1), 2], 0.");
        assertThat(OF_CPUS_ALONE.matcher("torch._weight_int4pack_mm_for_cpu(x)").find())
                .isTrue();
        assertThat(READ_BACK.matcher("int(torch.sum(x))").find()).isTrue();
    }

    private static List<String> found(Pattern pattern) throws IOException, URISyntaxException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            Files.readAllLines(source).stream()
                    .filter(line -> pattern.matcher(line).find())
                    .forEach(line -> found.add(source.getFileName() + ": " + line.strip()));
        }
        return found;
    }

    /** What stands between a call's parentheses, the first of which ends at {@code from}. */
    private static String arguments(String text, int from) {
        int open = 1;
        int at = from;
        while (open > 0) {
            char next = text.charAt(at++);
            open += next == '(' ? 1 : next == ')' ? -1 : 0;
        }
        return text.substring(from, at - 1);
    }

    private static List<Path> sources() throws IOException, URISyntaxException {
        Path one = Path.of(
                Kernels.class.getResource("/dev/ordo/model/kernels/decoder.py").toURI());
        try (Stream<Path> all = Files.list(one.getParent())) {
            return all.filter(each -> each.toString().endsWith(".py")).toList();
        }
    }
}
