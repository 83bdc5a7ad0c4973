package dev.ordo.events.stage;

import dev.ordo.events.Checks;

/**
 * What work takes at most, as estimated before it begins.
 *
 * @param hostBytes memory of the machine
 * @param deviceBytes memory of the device that computes; 0 where that is the machine's own processor
 * @param diskBytes room on the worker's disk: what is fetched and what is written
 */
public record Needs(Long hostBytes, Long deviceBytes, Long diskBytes) {

    public Needs {
        Checks.between("needs.hostBytes", hostBytes, 0L, Long.MAX_VALUE);
        Checks.between("needs.deviceBytes", deviceBytes, 0L, Long.MAX_VALUE);
        Checks.between("needs.diskBytes", diskBytes, 0L, Long.MAX_VALUE);
    }
}
