package dev.ordo.artifacts.s3;

/** Looks on while bytes travel to or from a store, and while a store that is away is waited for. */
@FunctionalInterface
public interface TransferWatch {
    /** Nobody looks on. */
    TransferWatch NONE = bytes -> {};

    /**
     * @param bytes that have travelled since the last call; none while the store is away
     * @throws RuntimeException if the transfer is to stop here; it passes through
     */
    void moved(long bytes);
}
