package dev.ordo.cli.stack;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.Constants;

/**
 * A real S3 server over a directory, on loopback, in a JVM of its own.
 *
 * <p>Arguments: the data directory and the port. The keys come from the environment, so that no process list shows them.
 * A request's body is buffered, so one larger than {@value #MAX_BODY_BYTES} bytes is refused: uploads go in parts.
 */
public final class S3ServerMain {
    private static final long MAX_BODY_BYTES = 32L << 20;

    private S3ServerMain() {}

    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[0]).toAbsolutePath();
        Files.createDirectories(data);
        String access = System.getenv("ORDO_S3_ACCESS_KEY");
        String secret = System.getenv("ORDO_S3_SECRET_KEY");
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", data.toString());
        properties.setProperty(Constants.PROPERTY_IDENTITY, access);
        properties.setProperty(Constants.PROPERTY_CREDENTIAL, secret);
        S3Proxy server = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem-nio2", properties))
                .endpoint(URI.create("http://127.0.0.1:" + Integer.parseInt(args[1])))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, access, secret)
                .v4MaxNonChunkedRequestSize(MAX_BODY_BYTES)
                .ignoreUnknownHeaders(true)
                .jettyMaxThreads(16)
                .build();
        ParentWatch.start();
        server.start();
        Thread.currentThread().join();
    }
}
