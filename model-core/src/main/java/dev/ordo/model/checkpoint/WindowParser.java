package dev.ordo.model.checkpoint;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads how far each layer's attention looks back. {@code layer_types} decides; without it, Qwen's layers from
 * {@code max_window_layers} on have a window if {@code use_sliding_window} is set. Llama has none.
 */
final class WindowParser {
    private static final int QWEN_WINDOW = 4096;
    private static final int QWEN_FULL_LAYERS = 28;
    private static final String FULL = "full_attention";
    private static final String SLIDING = "sliding_attention";

    private final ConfigFields fields;
    private final int layers;
    private final boolean slides;

    /** @param slides whether the family has windows at all */
    WindowParser(ConfigFields fields, int layers, boolean slides) {
        this.fields = fields;
        this.layers = layers;
        this.slides = slides;
    }

    /** By layer, how many positions one attends to, itself included; 0 for all before. */
    List<Integer> windows() {
        if (!slides) {
            fields.only("use_sliding_window", false);
            fields.none("sliding_window");
        }
        List<String> types = types();
        int window = window();
        if (window == 0 && types.contains(SLIDING)) {
            throw fields.invalid("layer_types", "names " + SLIDING + ", but no sliding_window is in use");
        }
        return types.stream().map(type -> type.equals(SLIDING) ? window : 0).toList();
    }

    private int window() {
        if (!slides || !fields.flag("use_sliding_window", false) || fields.isNull("sliding_window")) {
            return 0;
        }
        return fields.size("sliding_window", Integer.MAX_VALUE, QWEN_WINDOW);
    }

    private List<String> types() {
        if (!fields.has("layer_types")) {
            return window() == 0 ? Collections.nCopies(layers, FULL) : slidingFromSomeLayerOn();
        }
        List<String> types = fields.texts("layer_types");
        if (types.stream().anyMatch(type -> !type.equals(FULL) && !(slides && type.equals(SLIDING)))) {
            throw fields.unsupported("layer_types", slides ? "only " + FULL + " or " + SLIDING : "only " + FULL);
        }
        if (types.size() != layers) {
            throw fields.invalid("layer_types", "must name " + layers + " layers, named " + types.size());
        }
        return types;
    }

    private List<String> slidingFromSomeLayerOn() {
        int full = fields.count("max_window_layers", QWEN_FULL_LAYERS);
        return IntStream.range(0, layers)
                .mapToObj(layer -> layer < full ? FULL : SLIDING)
                .toList();
    }
}
