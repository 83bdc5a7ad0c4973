package dev.ordo.model.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the TorchScript archive of a module that has methods and nothing else.
 *
 * <p>Such an archive is a zip with stored entries: two constant pickles, a version, and the code as text.
 */
final class KernelArchive {
    private static final String ROOT = "m/";
    private static final String CLASS_HEADER = """
            class M(Module):
              __parameters__ = []
              __buffers__ = []
            """;
    private static final String VERSION = "10\n";
    /** Protocol 2: the global __torch__.M, created without arguments and with an empty state. */
    private static final byte[] OBJECT = "\u0080\u0002c__torch__\nM\n)\u0081}b.".getBytes(StandardCharsets.ISO_8859_1);
    /** Protocol 2: the empty tuple. */
    private static final byte[] NO_CONSTANTS = "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1);

    private KernelArchive() {}

    /** Builds the archive from methods written at the left margin. */
    static byte[] of(String methods) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", OBJECT);
            store(zip, "constants.pkl", NO_CONSTANTS);
            store(zip, "version", VERSION.getBytes(StandardCharsets.UTF_8));
            store(zip, "code/__torch__.py", code(methods).getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static String code(String methods) {
        return CLASS_HEADER
                + methods.lines()
                        .filter(line -> !line.isBlank())
                        .map(line -> "  " + line + "\n")
                        .collect(Collectors.joining());
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
