package dev.ordo.events.stage;

import dev.ordo.events.Checks;

/**
 * No open study needs this work: every attempt up to {@code attempt} is unwanted. Later attempts are not meant.
 *
 * @param key stage key or evaluation key
 * @param attempt the newest attempt that was issued
 */
public record CancelStage(String key, Integer attempt) {

    public CancelStage {
        Checks.key("key", key);
        Checks.between("attempt", attempt, 1, 1_000_000);
    }
}
