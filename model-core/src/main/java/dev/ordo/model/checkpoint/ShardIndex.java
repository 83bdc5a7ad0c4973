package dev.ordo.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which file holds which tensor, as {@code model.safetensors.index.json} says.
 *
 * @param files file name within the directory, by stored tensor name
 */
record ShardIndex(SortedMap<String, String> files) {
    static final String FILE = "model.safetensors.index.json";

    /** A plain name, so that no index can lead out of the directory or to a hidden file. */
    private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*\\.safetensors");

    static ShardIndex read(Path file) {
        JsonNode json = JsonFiles.read(file, problem -> new ShardIndexException(file, problem));
        if (!(json.get("weight_map") instanceof ObjectNode map)) {
            throw new ShardIndexException(file, "has no weight_map");
        }
        SortedMap<String, String> files = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String name = entry.getValue().textValue();
            if (name == null || !SAFE_NAME.matcher(name).matches()) {
                throw new ShardIndexException(
                        file,
                        "puts " + entry.getKey() + " in " + entry.getValue()
                                + ", which is no plain name of a safetensors file");
            }
            files.put(entry.getKey(), name);
        }
        if (files.isEmpty()) {
            throw new ShardIndexException(file, "names no tensor");
        }
        return new ShardIndex(files);
    }

    Set<String> fileNames() {
        return new TreeSet<>(files.values());
    }

    void write(Path file, long totalBytes) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("metadata").put("total_size", totalBytes);
        ObjectNode map = json.putObject("weight_map");
        files.forEach(map::put);
        JsonFiles.write(file, json);
    }
}
