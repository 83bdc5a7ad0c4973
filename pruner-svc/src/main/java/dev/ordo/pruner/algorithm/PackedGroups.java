package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.PackedLayout;
import java.util.stream.Stream;

/** The groups of columns that share a scale. */
final class PackedGroups {
    private PackedGroups() {}

    /** Channels in one, of all that reads the residual stream; 1 if none of it is packed. */
    static int ofChannels(ModelConfig config) {
        return Stream.of("q_proj", "k_proj", "v_proj", "gate_proj", "up_proj", "embed_tokens", "lm_head")
                .mapToInt(name -> size(config, name + ".weight"))
                .max()
                .orElse(1);
    }

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
