package dev.ordo.cli.hub;

import dev.ordo.cli.CommandFailure;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Which hub, and who we are there. {@code HF_ENDPOINT} and {@code HF_TOKEN} name them, as for the hub's own clients.
 *
 * @param endpoint base URL
 * @param token sent to the endpoint alone, never to where it redirects
 */
public record HubSettings(HttpUrl endpoint, Optional<String> token) {
    private static final String ENDPOINT = "HF_ENDPOINT";
    private static final String TOKEN = "HF_TOKEN";
    private static final String PUBLIC_HUB = "https://huggingface.co";

    /** @throws CommandFailure if a variable holds what it cannot */
    public static HubSettings from(Map<String, String> environment) {
        String text = environment.getOrDefault(ENDPOINT, PUBLIC_HUB).strip();
        HttpUrl endpoint = HttpUrl.parse(text);
        if (endpoint == null) {
            throw new CommandFailure(ENDPOINT + " must be an http or https URL, was '" + text + "'");
        }
        Optional<String> token =
                Optional.ofNullable(environment.get(TOKEN)).map(String::strip).filter(each -> !each.isEmpty());
        if (token.isPresent() && !token.get().chars().allMatch(each -> each > ' ' && each < 0x7f)) {
            throw new CommandFailure(TOKEN + " holds a character that no token has");
        }
        return new HubSettings(endpoint, token);
    }

    /** The endpoint without a slash at its end. */
    String name() {
        return endpoint.toString().replaceFirst("/+$", "");
    }

    /** Not the token: this may be logged. */
    @Override
    public String toString() {
        return "HubSettings[" + name() + (token.isPresent() ? " with a token]" : "]");
    }
}
