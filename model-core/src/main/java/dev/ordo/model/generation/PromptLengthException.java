package dev.ordo.model.generation;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** A prompt has no tokens, or so many that what is to be generated does not fit into the context beside them. */
public final class PromptLengthException extends PermanentException {
    private static final long serialVersionUID = 1L;

    PromptLengthException(int prompt, int tokens, int most, int newTokens) {
        super(
                ErrorCode.INVALID_DATA,
                "prompt " + prompt + " has " + tokens + " tokens, but must have 1 to " + Math.max(0, most) + ": "
                        + newTokens + " new ones are to fit into the context of " + (most + newTokens) + " as well");
    }
}
