package dev.ordo.model.gguf;

/** The ways in which a file can fail to be a GGUF file that Ordo reads; one for each check of the reader. */
public enum GgufDefect {
    /** There is no such file, or it is a directory or a device. */
    NOT_A_REGULAR_FILE,
    /** The file does not begin with {@code GGUF}. */
    NO_MAGIC,
    /** Neither version 2 nor 3; a byte-swapped number is a big-endian file. */
    UNSUPPORTED_VERSION,
    /** The file ends within its header. */
    TRUNCATED,
    /** A count of keys, tensors, elements or bytes is larger than the rest of the file can hold. */
    COUNT_TOO_LARGE,
    /** A key, a name or a text is not UTF-8. */
    NOT_UTF8,
    /** A metadata value of a type that the format does not have. */
    UNKNOWN_VALUE_TYPE,
    /** Arrays of arrays of arrays. */
    NESTED_TOO_DEEPLY,
    /** A boolean that is neither 0 nor 1, or an unsigned number of more than 63 bits. */
    VALUE_OUT_OF_RANGE,
    /** Two metadata entries bear one key. */
    DUPLICATE_KEY,
    /** Two tensors bear one name. */
    DUPLICATE_TENSOR,
    /** {@code general.alignment} is no power of two, or beyond 1 MiB. */
    BAD_ALIGNMENT,
    /** A tensor has no axes, more than four, or one of size zero or beyond 31 bits. */
    BAD_SHAPE,
    /** A tensor is stored in a type that Ordo does not read. */
    UNSUPPORTED_TENSOR_TYPE,
    /** A tensor's rows are not whole blocks of its type. */
    UNEVEN_BLOCKS,
    /** A tensor does not begin at a multiple of the alignment. */
    MISALIGNED,
    /** A tensor ends past the end of the file. */
    OUTSIDE_FILE,
    /** Two tensors share bytes. */
    OVERLAP,
    /** A metadata entry that Ordo needs is absent. */
    KEY_MISSING,
    /** A metadata entry has another type than its key asks for. */
    KEY_TYPE
}
