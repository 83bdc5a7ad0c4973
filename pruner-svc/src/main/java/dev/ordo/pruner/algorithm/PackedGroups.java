package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.PackedLayout;

/** The groups of columns that share a scale. */
final class PackedGroups {
    private PackedGroups() {}

    /** Columns in one, of the packed weights whose names end so in any layer; 1 if none is packed. */
    static int size(ModelConfig config, String name) {
        TensorLayout layout = TensorLayout.of(config);
        return layout.shapes().keySet().stream()
                .filter(each -> each.endsWith(name))
                .flatMap(each -> layout.packed(each).stream())
                .mapToInt(PackedLayout::groupSize)
                .max()
                .orElse(1);
    }
}
