package dev.ordo.model.torch;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.OptionalLong;

/** What a device has of its own memory. */
public final class DeviceMemory {
    private DeviceMemory() {}

    /** Free bytes of a CUDA device, as its driver says; nothing of a device that computes in the machine's memory. */
    public static OptionalLong free(TorchOptions options) {
        Device device = options.device();
        if (!device.isGpu() || !CudaUtils.hasCuda()) {
            return OptionalLong.empty();
        }
        MemoryUsage usage = CudaUtils.getGpuMemory(device);
        return OptionalLong.of(usage.getMax() - usage.getCommitted());
    }
}
