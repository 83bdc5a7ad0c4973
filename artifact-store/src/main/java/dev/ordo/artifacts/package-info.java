/**
 * Immutable checkpoints and data sets: their manifests and digests, the catalogue of names, and a local cache.
 *
 * <p>Plain classes over the {@link dev.ordo.artifacts.s3.ObjectStore} port. This package knows neither brokers nor
 * tensors: of a safetensors file it reads the first eight bytes, to count.
 */
package dev.ordo.artifacts;
