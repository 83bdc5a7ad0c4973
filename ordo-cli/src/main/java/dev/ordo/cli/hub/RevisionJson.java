package dev.ordo.cli.hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.cli.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a hub's description of a revision; believes nothing that has not the form it must have. */
final class RevisionJson {
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HubReference reference;

    private RevisionJson(HubReference reference) {
        this.reference = reference;
    }

    /** @throws CommandFailure if it names no commit, another commit than was asked for, or a file without size or digest */
    static HubRevision read(HubReference reference, String json) {
        return new RevisionJson(reference).revision(json);
    }

    private HubRevision revision(String json) {
        JsonNode root = tree(json);
        String commit = root.path("sha").asText();
        if (!SHA1.matcher(commit).matches()) {
            throw invalid("names no commit");
        }
        boolean pinned = SHA1.matcher(reference.revision()).matches();
        if (pinned && !commit.equals(reference.revision())) {
            throw invalid("is of commit " + commit);
        }
        List<HubFile> files = new ArrayList<>();
        root.path("siblings").forEach(each -> files.add(file(each)));
        JsonNode licence = root.path("cardData").path("license");
        return new HubRevision(reference.repository(), commit, Optional.ofNullable(licence.textValue()), files);
    }

    private HubFile file(JsonNode node) {
        String name = node.path("rfilename").asText();
        JsonNode large = node.path("lfs");
        boolean isLarge = large.isObject();
        long size = (isLarge ? large : node).path("size").asLong(-1);
        String hex =
                isLarge ? large.path("sha256").asText() : node.path("blobId").asText();
        if (name.isEmpty()
                || size < 0
                || !(isLarge ? SHA256 : SHA1).matcher(hex).matches()) {
            throw invalid("states no name, size or digest of a file: " + node);
        }
        FileDigest.Kind kind = isLarge ? FileDigest.Kind.SHA256 : FileDigest.Kind.GIT_BLOB;
        return new HubFile(name, size, new FileDigest(kind, hex));
    }

    private JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw invalid("is no JSON: " + e.getOriginalMessage());
        }
    }

    private CommandFailure invalid(String problem) {
        return new CommandFailure("the hub's description of " + reference + " " + problem);
    }
}
