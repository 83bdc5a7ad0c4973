package dev.ordo.stage.quarkus;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** What an instance calls itself, where nobody named it. */
final class WorkerName {
    private static final int LONGEST = 100;

    private WorkerName() {}

    /** The given name, else service, host and process id, fit for an event's name field. */
    static String of(Optional<String> given, String service) {
        String name = given.orElseGet(
                () -> service + "-" + host() + "-" + ProcessHandle.current().pid());
        String fit = name.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return fit.length() <= LONGEST
                ? fit
                : fit.substring(fit.length() - LONGEST).replaceFirst("^[^A-Za-z0-9]+", "");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
