package dev.ordo.model.torch;

import ai.djl.Device;
import java.util.Objects;

/**
 * Where and how wide to compute.
 *
 * @param device the one device of every tensor
 * @param threads CPU threads inside an operation; fixes the order of summation, so part of what determines results
 */
public record TorchOptions(Device device, int threads) {
    public TorchOptions {
        Objects.requireNonNull(device, "device");
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
    }

    /** The CPU with so many threads. */
    public static TorchOptions cpu(int threads) {
        return new TorchOptions(Device.cpu(), threads);
    }
}
