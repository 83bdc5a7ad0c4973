package dev.ordo.model.gptq;

import dev.ordo.model.checkpoint.PackedWeightsFile;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The layers that a quantization is through with, one file each, so that it can go on after them when its process has died. What
 * was made from anything else, or is damaged, is as good as not there, and so is every layer after it.
 */
public final class QuantizedLayers {
    private final Path directory;
    private final String madeFrom;
    private final TensorLayout layout;

    /**
     * @param directory where the files are; it outlives the process
     * @param madeFrom a fingerprint of all that decides the weights
     * @param layout of the packed model
     */
    public QuantizedLayers(Path directory, String madeFrom, TensorLayout layout) {
        this.directory = directory;
        this.madeFrom = madeFrom;
        this.layout = layout;
    }

    /** The weights of one layer by logical name, if they are there and sound. */
    Optional<SortedMap<String, PackedWeight>> read(int layer) {
        return PackedWeightsFile.read(file(layer), madeFrom, layouts(layer));
    }

    /** Keeps the weights of one layer. */
    void write(int layer, SortedMap<String, PackedWeight> weights) {
        PackedWeightsFile.write(file(layer), madeFrom, weights);
    }

    private Path file(int layer) {
        return directory.resolve("layer-%05d.safetensors".formatted(layer));
    }

    private Map<String, PackedLayout> layouts(int layer) {
        String prefix = "model.layers." + layer + ".";
        return layout.shapes().keySet().stream()
                .filter(name -> name.startsWith(prefix) && layout.packed(name).isPresent())
                .collect(Collectors.toMap(
                        name -> name, name -> layout.packed(name).orElseThrow(), (one, other) -> one, TreeMap::new));
    }
}
