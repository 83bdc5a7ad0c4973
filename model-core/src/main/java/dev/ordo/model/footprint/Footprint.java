package dev.ordo.model.footprint;

import dev.ordo.model.torch.TorchOptions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a piece of work takes. Maps go from a word for people to bytes, in the order in which people are told.
 *
 * @param tensors on the device that computes, at the peak
 * @param process what the process takes beside them
 * @param disk what is written, without what is fetched
 */
public record Footprint(Map<String, Long> tensors, HostBytes process, Map<String, Long> disk) {
    public Footprint {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        disk = Collections.unmodifiableMap(new LinkedHashMap<>(disk));
    }

    /** Of this work and then the other, with nothing kept in between but what is written. */
    public Footprint then(Footprint other) {
        Map<String, Long> written = new LinkedHashMap<>(disk);
        other.disk.forEach((part, bytes) -> written.merge(part, bytes, Long::sum));
        boolean larger = total(other.tensors) > total(tensors);
        return new Footprint(larger ? other.tensors : tensors, process.orMore(other.process), written);
    }

    private static long total(Map<String, Long> parts) {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What the machine's memory has to hold; everything, where its own processor computes. */
    public Map<String, Long> host(TorchOptions options) {
        Map<String, Long> host = new LinkedHashMap<>();
        if (!options.device().isGpu()) {
            host.putAll(tensors);
        }
        host.putAll(process.parts());
        return host;
    }

    /** What the memory of the device that computes has to hold; nothing, where that is the machine's own processor. */
    public Map<String, Long> device(TorchOptions options) {
        return options.device().isGpu() ? tensors : Map.of();
    }
}
