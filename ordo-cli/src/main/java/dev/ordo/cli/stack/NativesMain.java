package dev.ordo.cli.stack;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;

/**
 * Loads PyTorch and the tokenizers once, so that DJL unpacks their native libraries into its cache before the services
 * start: several processes that unpack at once would take longer and read half-written files.
 */
public final class NativesMain {
    private NativesMain() {}

    public static void main(String[] args) {
        TorchSession.open(TorchOptions.cpu(1)).close();
        LibUtils.checkStatus();
    }
}
