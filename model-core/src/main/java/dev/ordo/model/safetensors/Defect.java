package dev.ordo.model.safetensors;

/** The ways in which a file can fail to be a safetensors file; one for each check of the reader. */
public enum Defect {
    /** There is no such file. */
    FILE_ABSENT,
    /** The path names a directory, a device or a socket. */
    NOT_A_REGULAR_FILE,
    /** The file ends within the eight bytes that hold the header's length. */
    LENGTH_TRUNCATED,
    /** The header claims to be longer than 100 MB, or its length is negative as a signed number. */
    HEADER_TOO_LONG,
    /** The file ends before the header does. */
    HEADER_TRUNCATED,
    /** The header is not UTF-8. */
    HEADER_NOT_UTF8,
    /** The header does not begin with '{'. */
    HEADER_NOT_AN_OBJECT,
    /** The header is not JSON, or something but spaces follows its object. */
    HEADER_NOT_JSON,
    /** {@code __metadata__} is not an object of strings. */
    METADATA_NOT_STRINGS,
    /** Two tensors bear one name. */
    DUPLICATE_NAME,
    /** A tensor's description lacks a field, has one twice or one of another type. */
    ENTRY_MALFORMED,
    /** An element type that this reader does not know. */
    UNKNOWN_DTYPE,
    /** A tensor has an axis of negative size. */
    NEGATIVE_DIMENSION,
    /** A tensor's size in bytes exceeds 64 bits. */
    SHAPE_OVERFLOW,
    /** A tensor begins before byte 0 or ends before it begins. */
    OFFSETS_REVERSED,
    /** A tensor ends past the end of the file. */
    OFFSETS_OUTSIDE_FILE,
    /** Shape times element size is not the number of bytes between the offsets. */
    SIZE_MISMATCH,
    /** Two tensors share bytes. */
    OFFSETS_OVERLAP,
    /** Bytes between two tensors belong to none. */
    OFFSETS_HOLE,
    /** Bytes after the last tensor belong to none. */
    TRAILING_BYTES
}
