package dev.ordo.cli.doctor;

import dev.ordo.artifacts.s3.ConditionalWriteProbe;
import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.RetryableException;
import java.util.List;

/** Whether the store answers, lets us in, and honours conditional writes. Writes one small object, and removes it. */
record StoreCheck(StoreSettings settings) implements Check {
    private static final String NAME = "store";
    private static final int WRITERS = 4;

    @Override
    public List<Finding> look() {
        String place = settings.endpoint() + ", bucket " + settings.bucket();
        try (S3ObjectStore store = new S3ObjectStore(settings)) {
            new ConditionalWriteProbe(store, WRITERS).check();
            return List.of(Finding.ok(NAME, place + ": answers, honours conditional writes"));
        } catch (RetryableException e) {
            return List.of(Finding.fail(
                    NAME, place + " does not answer: " + e.getMessage(), "start it, or name the right one"));
        } catch (OrdoException e) {
            return List.of(Finding.fail(
                    NAME,
                    place + ": " + e.getMessage(),
                    "see to keys and bucket; a store without conditional writes cannot be used"));
        }
    }
}
