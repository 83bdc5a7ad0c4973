package dev.ordo.model.checkpoint;

import dev.ordo.model.safetensors.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Distributes tensors over files: as many neighbours in name order as fit a file, but at least one. */
final class ShardPlan {
    private ShardPlan() {}

    /** Tensors by file name. One file is {@code model.safetensors}, several are numbered. */
    static Map<String, List<TensorSpec>> of(List<TensorSpec> tensors, long maxShardBytes) {
        List<List<TensorSpec>> shards = new ArrayList<>();
        long room = 0;
        for (TensorSpec tensor : tensors) {
            if (shards.isEmpty() || tensor.byteLength() > room) {
                shards.add(new ArrayList<>());
                room = maxShardBytes;
            }
            shards.get(shards.size() - 1).add(tensor);
            room -= tensor.byteLength();
        }
        return named(shards);
    }

    private static Map<String, List<TensorSpec>> named(List<List<TensorSpec>> shards) {
        Map<String, List<TensorSpec>> named = new LinkedHashMap<>();
        for (int i = 0; i < shards.size(); i++) {
            String name = shards.size() == 1
                    ? Shards.SINGLE
                    : String.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
            named.put(name, shards.get(i));
        }
        return named;
    }
}
