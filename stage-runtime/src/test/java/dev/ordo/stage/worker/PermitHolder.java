package dev.ordo.stage.worker;

import java.nio.file.Path;
import java.util.Optional;

/** Another process that holds a compute permit until its input ends. */
public final class PermitHolder {
    private PermitHolder() {}

    public static void main(String[] arguments) throws Exception {
        new ComputePermit(Optional.of(Path.of(arguments[0]))).acquire();
        System.out.println("held");
        System.in.read();
    }
}
