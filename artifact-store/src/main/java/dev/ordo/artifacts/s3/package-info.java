/**
 * The object store behind the artifacts: a small port, and its adapter for S3.
 *
 * <p>Only this package sees the S3 client. What fails is either worth another try or not; it leaves here as one or the
 * other.
 */
package dev.ordo.artifacts.s3;
