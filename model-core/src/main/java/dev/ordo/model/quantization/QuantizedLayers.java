package dev.ordo.model.quantization;

import dev.ordo.model.checkpoint.PackedWeightsFile;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.PackedLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The layers that a quantization is through with, one file each, so that it can go on after them when its process has died: their packed
 * weights, and what columns were scaled by. What was made from anything else, or is damaged, is as good as not there, and so is every
 * layer after it.
 */
public final class QuantizedLayers {
    private final Path directory;
    private final String madeFrom;
    private final TensorLayout layout;
    private final Predicate<String> scaled;
    private boolean resuming = true;

    /**
     * @param directory where the files are; it outlives the process
     * @param madeFrom a fingerprint of all that decides the weights
     * @param layout of the packed model
     * @param scaled the packed weights, by logical name, for which scales of columns are kept
     */
    public QuantizedLayers(Path directory, String madeFrom, TensorLayout layout, Predicate<String> scaled) {
        this.directory = directory;
        this.madeFrom = madeFrom;
        this.layout = layout;
        this.scaled = scaled;
    }

    /**
     * What an earlier attempt made of the next layer, if that and all before it are there and sound.
     *
     * @param layer 0 first, then one after the other
     * @return vectors by the names of the weights whose columns they scale
     */
    public Optional<PackedWeightsFile.Content> next(int layer) {
        Map<String, PackedLayout> layouts = layouts(layer);
        Set<String> vectors = layouts.keySet().stream().filter(scaled).collect(Collectors.toSet());
        Optional<PackedWeightsFile.Content> earlier =
                resuming ? PackedWeightsFile.read(file(layer), madeFrom, layouts, vectors) : Optional.empty();
        resuming = earlier.isPresent();
        return earlier;
    }

    /** Keeps one layer. */
    public void keep(int layer, PackedWeightsFile.Content made) {
        PackedWeightsFile.write(file(layer), madeFrom, made);
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
