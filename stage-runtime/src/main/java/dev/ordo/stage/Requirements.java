package dev.ordo.stage;

import dev.ordo.events.stage.Needs;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What work takes at most, part by part. Maps go from a word for people to bytes.
 *
 * @param host memory of the worker's process, beyond what it takes without work; everything, where the machine's own processor computes
 * @param device memory of the device that computes, if it is another
 * @param deviceFree what that device has free, if it tells
 * @param heap of the host's memory, what lies in the Java heap at one time
 * @param disk room on the worker's disk
 */
public record Requirements(
        Map<String, Long> host, Map<String, Long> device, OptionalLong deviceFree, long heap, Map<String, Long> disk) {
    /** Of work that cannot tell. */
    public static final Requirements UNKNOWN = new Requirements(Map.of(), Map.of(), OptionalLong.empty(), 0, Map.of());

    public Requirements {
        host = Collections.unmodifiableMap(new LinkedHashMap<>(host));
        device = Collections.unmodifiableMap(new LinkedHashMap<>(device));
        disk = Collections.unmodifiableMap(new LinkedHashMap<>(disk));
    }

    /** The same, and room for the inputs. */
    public Requirements fetching(long bytes) {
        Map<String, Long> more = new LinkedHashMap<>();
        more.put("inputs", bytes);
        more.putAll(disk);
        return new Requirements(host, device, deviceFree, heap, more);
    }

    /** The totals, as an event says them. */
    public Needs totals() {
        return new Needs(total(host), total(device), total(disk));
    }

    /** The sum of some parts. */
    public static long total(Map<String, Long> parts) {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }
}
