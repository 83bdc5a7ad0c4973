package dev.ordo.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration of a model that keeps some of another's layers, numbered anew: {@code num_hidden_layers}; {@code layer_types}, or
 * {@code max_window_layers} where that decides on windows; and the layers' modules among those that are not quantized, or to another width.
 */
final class LayerSubset {
    private static final Pattern MODULE = Pattern.compile("model\\.layers\\.(\\d{1,9})\\.(.+)");

    private final ModelConfig config;
    private final int[] kept;

    LayerSubset(ModelConfig config, int[] kept) {
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] < 0 || kept[i] >= config.numHiddenLayers() || i > 0 && kept[i] <= kept[i - 1]) {
                throw new IllegalArgumentException(
                        "layers must ascend in [0, " + config.numHiddenLayers() + "), were " + Arrays.toString(kept));
            }
        }
        this.config = config;
        this.kept = kept;
    }

    ObjectNode json() {
        ObjectNode json = config.toJson();
        json.put("num_hidden_layers", kept.length);
        if (json.path("layer_types") instanceof ArrayNode types) {
            ArrayNode left = json.arrayNode();
            Arrays.stream(kept).mapToObj(types::get).forEach(left::add);
            json.set("layer_types", left);
        } else if (config.attentionWindows().stream().anyMatch(window -> window > 0)) {
            List<Integer> windows = config.attentionWindows();
            json.put("max_window_layers", (int)
                    Arrays.stream(kept).filter(each -> windows.get(each) == 0).count());
        }
        for (String field : List.of("ignore", "llm_int8_skip_modules")) {
            if (json.path("quantization_config").path(field) instanceof ArrayNode ignore) {
                renumber(ignore);
            }
        }
        if (json.path("quantization_config").path("config_groups") instanceof ObjectNode groups) {
            groups.forEach(group -> renumber((ArrayNode) group.get("targets")));
            groups.remove(groups.properties().stream()
                    .filter(group -> group.getValue().get("targets").isEmpty())
                    .map(Map.Entry::getKey)
                    .toList());
        }
        return json;
    }

    private void renumber(ArrayNode modules) {
        List<String> left = new ArrayList<>();
        for (JsonNode each : modules) {
            Matcher module = MODULE.matcher(each.asText());
            if (!module.matches()) {
                left.add(each.asText());
                continue;
            }
            int now = Arrays.binarySearch(kept, Integer.parseInt(module.group(1)));
            if (now >= 0) {
                left.add("model.layers." + now + "." + module.group(2));
            }
        }
        modules.removeAll();
        left.forEach(modules::add);
    }
}
