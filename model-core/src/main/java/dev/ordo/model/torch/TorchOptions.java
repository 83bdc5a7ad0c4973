package dev.ordo.model.torch;

import ai.djl.Device;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where and how wide to compute.
 *
 * @param device the one device of every tensor
 * @param threads CPU threads inside an operation; fixes the order of summation, so part of what determines results
 */
public record TorchOptions(Device device, int threads) {
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

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

    /**
     * A device by the name that deployments give it.
     *
     * @param device {@code cpu}, {@code cuda}, or {@code cuda:N} for the Nth GPU of several
     * @throws IllegalArgumentException if it has another form
     */
    public static TorchOptions of(String device, int threads) {
        if (device.equals("cpu")) {
            return cpu(threads);
        }
        Matcher cuda = CUDA.matcher(device);
        if (!cuda.matches()) {
            throw new IllegalArgumentException("device must be cpu, cuda or cuda:N, was " + device);
        }
        return new TorchOptions(Device.gpu(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1))), threads);
    }
}
