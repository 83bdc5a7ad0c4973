package dev.ordo.orchestrator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.orchestrator.Requests;
import dev.ordo.stage.messaging.EventJson;
import org.junit.jupiter.api.Test;

class RequestDigestTest {

    @Test
    void isThatOfTheSameRequestWithAllItsDefaultsFilledIn() {
        var request = Requests.study("one", "all");
        var complete = EventJson.mapper().valueToTree(Requests.plan(request).request());

        assertThat(complete).isNotEqualTo(request);
        assertThat(RequestDigest.of(EventJson.mapper().valueToTree(complete))).isEqualTo(RequestDigest.of(request));
    }

    @Test
    void doesNotDependOnTheOrderOfFields() {
        var one = Requests.json("{\"a\": 1, \"b\": 2}");
        var other = Requests.json("{\"b\": 2, \"a\": 1}");

        assertThat(RequestDigest.of(one)).isEqualTo(RequestDigest.of(other)).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void differsWhereAnythingElseIsAskedFor() {
        assertThat(RequestDigest.of(Requests.study("one", "P")))
                .isNotEqualTo(RequestDigest.of(Requests.study("one", "Q")))
                .isNotEqualTo(RequestDigest.of(Requests.with(Requests.study("one", "P"), "seeds", "[2]")));
    }
}
