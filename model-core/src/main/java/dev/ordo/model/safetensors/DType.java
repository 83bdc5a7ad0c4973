package dev.ordo.model.safetensors;

import java.util.Optional;

/** Element types of the format. Those of less than a byte are not supported and read as unknown. */
public enum DType {
    BOOL(1),
    U8(1),
    I8(1),
    F8_E5M2(1),
    F8_E4M3(1),
    I16(2),
    U16(2),
    F16(2),
    BF16(2),
    I32(4),
    U32(4),
    F32(4),
    F64(8),
    I64(8),
    U64(8);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether values widen to float32 without loss: BF16, F16 and F32. */
    public boolean widensToFloat32() {
        return this == BF16 || this == F16 || this == F32;
    }

    /** The type that the format spells this way, or nothing. */
    public static Optional<DType> parse(String spelling) {
        for (DType type : values()) {
            if (type.name().equals(spelling)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
