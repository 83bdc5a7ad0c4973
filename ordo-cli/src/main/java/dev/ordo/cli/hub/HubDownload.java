package dev.ordo.cli.hub;

import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import okhttp3.Response;

/**
 * Fetches files of one revision into a directory. What lies there from a former try is continued; a file gets its name
 * when its digest fits, and not before.
 */
public final class HubDownload {
    private static final int PARTIAL = 206;
    private static final int CHUNK_BYTES = 1 << 16;

    private final HubClient client;
    private final HubRevision revision;
    private final Path directory;

    /** @param directory exists */
    public HubDownload(HubClient client, HubRevision revision, Path directory) {
        this.client = client;
        this.revision = revision;
        this.directory = directory;
    }

    /**
     * Fetches a file, unless it is here already.
     *
     * @throws CommandFailure if the hub does not give it, or gives another file than it promised
     * @throws UncheckedIOException if the disk refuses
     */
    public void fetch(HubFile file) {
        try {
            if (!isHere(file)) {
                fetchWhole(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + file.name() + " in " + directory, e);
        }
    }

    /** Bytes of a file that are still to be fetched. */
    public long missing(HubFile file) {
        try {
            if (Files.exists(directory.resolve(file.name()))) {
                return 0;
            }
            return Math.max(0, file.size() - size(partial(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
    }

    private boolean isHere(HubFile file) throws IOException {
        Path whole = directory.resolve(file.name());
        return Files.exists(whole) && file.digest().fits(whole);
    }

    /** A part from a former try may be damaged; then the file is fetched once more from its beginning. */
    private void fetchWhole(HubFile file) throws IOException {
        Path partial = partial(file);
        boolean continued = size(partial) > 0;
        continueWith(file, partial);
        if (continued && !file.digest().fits(partial)) {
            Files.delete(partial);
            continueWith(file, partial);
        }
        if (!file.digest().fits(partial)) {
            String actual = FileDigest.of(file.digest().kind(), partial);
            Files.delete(partial);
            throw new CommandFailure(file.name() + " of " + revision + " has the digest " + actual
                    + ", the hub promised " + file.digest().hex());
        }
        Files.move(partial, directory.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
    }

    private void continueWith(HubFile file, Path partial) throws IOException {
        if (!Files.exists(partial)) {
            Files.createFile(partial);
        }
        int failures = 0;
        for (long before = size(partial); before < file.size(); before = size(partial)) {
            try {
                append(file, partial, before);
            } catch (TransferException e) {
                failures = size(partial) > before ? 1 : failures + 1;
                waitOrGiveUp(e.getCause(), failures, file, partial);
            }
        }
    }

    private void waitOrGiveUp(IOException failure, int failures, HubFile file, Path partial) throws IOException {
        long sofar = size(partial);
        try {
            client.patience().after(failure, failures);
        } catch (IOException last) {
            throw new CommandFailure(
                    "fetching " + file.name() + " of " + revision + " stopped at byte " + sofar + " of " + file.size()
                            + ": " + last.getMessage() + "; the same command continues there",
                    last);
        }
    }

    private void append(HubFile file, Path partial, long from) throws IOException, TransferException {
        try (Response response = open(file, from)) {
            boolean continues = response.code() == PARTIAL;
            if (continues) {
                requireStart(response, from);
            }
            StandardOpenOption how = continues ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
            try (OutputStream out = Files.newOutputStream(partial, StandardOpenOption.WRITE, how)) {
                copy(response.body().byteStream(), out, file, continues ? from : 0);
            }
        }
    }

    private Response open(HubFile file, long from) throws TransferException {
        try {
            return client.open(revision, file, from);
        } catch (IOException e) {
            throw new TransferException(e);
        }
    }

    private static void requireStart(Response response, long from) throws TransferException {
        String range = response.header("Content-Range", "");
        if (!range.startsWith("bytes " + from + "-")) {
            throw new TransferException(new IOException("byte " + from + " was asked for, '" + range + "' came"));
        }
    }

    private void copy(InputStream in, OutputStream out, HubFile file, long from) throws IOException, TransferException {
        byte[] chunk = new byte[CHUNK_BYTES];
        long at = from;
        for (int count = read(in, chunk); count >= 0; count = read(in, chunk)) {
            at += count;
            if (at > file.size()) {
                throw new CommandFailure(
                        file.name() + " of " + revision + " is longer than the " + file.size() + " bytes promised");
            }
            out.write(chunk, 0, count);
        }
        if (at < file.size()) {
            throw new TransferException(new IOException("the answer ended at byte " + at));
        }
    }

    private static int read(InputStream in, byte[] chunk) throws TransferException {
        try {
            return in.read(chunk);
        } catch (IOException e) {
            throw new TransferException(e);
        }
    }

    private Path partial(HubFile file) {
        return directory.resolve("." + file.name() + ".partial");
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** The network failed, not the disk. */
    private static final class TransferException extends Exception {
        private static final long serialVersionUID = 1L;

        TransferException(IOException cause) {
            super(cause);
        }

        @Override
        public synchronized IOException getCause() {
            return (IOException) super.getCause();
        }
    }
}
