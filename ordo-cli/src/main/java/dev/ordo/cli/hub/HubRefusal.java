package dev.ordo.cli.hub;

import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import okhttp3.Response;

/**
 * Says why a hub did not give what was asked for.
 *
 * @param settings which hub
 * @param what was asked for
 */
record HubRefusal(HubSettings settings, String what) {
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /**
     * The failure for an answer.
     *
     * @return to be thrown, if another try may succeed
     * @throws CommandFailure if none will
     */
    IOException of(Response response) {
        int status = response.code();
        if (PASSING.contains(status)) {
            return new HubUnavailableException("the answer is " + status, retryAfter(response));
        }
        throw new CommandFailure(explanation(status, response.header("X-Error-Code", ""), said(response)));
    }

    private String explanation(int status, String code, String said) {
        return switch (code) {
            case "GatedRepo" ->
                what + " is gated: accept its terms at " + settings.name() + ", then "
                        + (hasToken() ? "try again; the token in HF_TOKEN has no access yet" : "set HF_TOKEN") + said;
            case "RevisionNotFound" -> settings.name() + " has the model, but no revision " + what + said;
            case "EntryNotFound" -> settings.name() + " has no " + what + said;
            case "RepoNotFound" -> unknown(said);
            default -> byStatus(status, said);
        };
    }

    private String byStatus(int status, String said) {
        return switch (status) {
            case UNAUTHORIZED, NOT_FOUND -> unknown(said);
            case FORBIDDEN ->
                settings.name() + " forbids " + what
                        + (hasToken() ? ": the token in HF_TOKEN has no access" : ": HF_TOKEN is not set") + said;
            default -> settings.name() + " answered " + status + " to the request for " + what + said;
        };
    }

    private String unknown(String said) {
        return settings.name() + " has no " + what + ", or it is private and "
                + (hasToken() ? "the token in HF_TOKEN has no access" : "HF_TOKEN is not set") + said;
    }

    private boolean hasToken() {
        return settings.token().isPresent();
    }

    private static String said(Response response) {
        String message = response.header("X-Error-Message");
        return message == null ? "" : " (the hub says: " + message + ")";
    }

    private static Optional<Duration> retryAfter(Response response) {
        try {
            return Optional.ofNullable(response.header("Retry-After"))
                    .map(Long::parseLong)
                    .filter(seconds -> seconds >= 0)
                    .map(Duration::ofSeconds);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
