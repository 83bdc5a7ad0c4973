package dev.ordo.artifacts.s3;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** An object's bytes, which go on where they broke off. */
final class PatientStream extends InputStream {
    private final Supplier<InputStream> opening;
    private final String key;
    private final Patience patience;
    private final TransferWatch watch;
    private InputStream in;
    private long position;

    /**
     * @param opening opens the object again, from its beginning
     * @param in the object, opened
     */
    PatientStream(Supplier<InputStream> opening, InputStream in, String key, Patience patience, TransferWatch watch) {
        this.opening = opening;
        this.in = in;
        this.key = key;
        this.patience = patience;
        this.watch = watch;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (true) {
            int count;
            try {
                count = in.read(into, offset, length);
            } catch (IOException e) {
                reopen(e);
                continue;
            }
            if (count > 0) {
                position += count;
                patience.renew();
                watch.moved(count);
            }
            return count;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Opens the object anew and passes over what has been read; as often as patience allows. */
    private void reopen(IOException broken) {
        RetryableException failure = unavailable(broken);
        while (true) {
            patience.waitAfter(failure);
            closeQuietly();
            try {
                in = opening.get();
                in.skipNBytes(position);
                return;
            } catch (RetryableException e) {
                failure = e;
            } catch (IOException e) {
                failure = unavailable(e);
            }
        }
    }

    private RetryableException unavailable(IOException cause) {
        return new RetryableException(
                ErrorCode.STORE_UNAVAILABLE,
                "reading " + key + " broke off after " + position + " bytes: " + cause.getMessage(),
                cause);
    }

    private void closeQuietly() {
        try {
            in.close();
        } catch (IOException ignored) {
            // It is broken; what it held is let go of all the same.
        }
    }
}
