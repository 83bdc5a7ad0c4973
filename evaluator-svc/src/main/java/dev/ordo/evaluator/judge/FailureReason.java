package dev.ordo.evaluator.judge;

/** Why an answer could not be judged. */
public enum FailureReason {
    /** The deployment has no endpoint. */
    NO_ENDPOINT,
    /** The judge could not be connected to, or broke off. */
    UNREACHABLE,
    /** The judge did not answer in time. */
    TIMEOUT,
    /** The judge had too many requests (429). */
    RATE_LIMITED,
    /** The judge failed (5xx), or what it sent is no completion. */
    SERVER_ERROR,
    /** The judge refused the request (4xx). */
    REFUSED,
    /** The judge failed so often in a row that it was asked no more. */
    GIVEN_UP,
    /** The judge said nothing, twice. */
    EMPTY,
    /** The judge did not say what it was asked for, twice. */
    MALFORMED,
    /** What is to be judged, or what the judge sent, is larger than this deployment allows. */
    OVERSIZED,
    /** There is nothing that the answer was to follow. */
    NO_INSTRUCTIONS,
    /** The judging checkpoint's likelihood is not a number. */
    NOT_A_NUMBER
}
