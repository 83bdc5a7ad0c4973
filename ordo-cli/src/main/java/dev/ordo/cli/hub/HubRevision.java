package dev.ordo.cli.hub;

import java.util.List;
import java.util.Optional;

/**
 * A repository at one commit: what is fetched from it cannot change while it is being fetched.
 *
 * @param repository {@code org/name}
 * @param commit 40 hexadecimal digits
 * @param licence as the model's card states it
 * @param files all files, in the hub's order
 */
public record HubRevision(String repository, String commit, Optional<String> licence, List<HubFile> files) {
    public HubRevision {
        files = List.copyOf(files);
    }

    @Override
    public String toString() {
        return HubReference.SCHEME + repository + "@" + commit;
    }
}
