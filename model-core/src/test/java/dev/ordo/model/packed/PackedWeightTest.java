package dev.ordo.model.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.safetensors.FloatFormats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackedWeightTest {
    private static final short ONE = FloatFormats.toBf16(1f);

    @Test
    void putsTheFirstColumnInTheLowestNibble() {
        byte[] values = {-8, -7, -6, -5, -4, -3, 0, 7};
        PackedWeight weight = PackedWeight.pack(new PackedLayout(1, 8, 4, 8), values, new short[] {ONE});

        assertThat(weight.packed()).containsExactly(0xf8543210);
    }

    @Test
    void beginsEachRowInANewWord() {
        byte[] values = {1, 2, 3, 4};
        PackedWeight weight = PackedWeight.pack(new PackedLayout(2, 2, 4, 2), values, new short[] {ONE, ONE});

        assertThat(weight.packed()).containsExactly(0xa9, 0xcb);
        assertThat(weight.unpack()).containsExactly(values);
    }

    @Test
    void appliesToEachGroupItsOwnScale() {
        short half = FloatFormats.toBf16(0.5f);
        PackedWeight weight =
                PackedWeight.pack(new PackedLayout(1, 4, 8, 2), new byte[] {3, -3, 3, -128}, new short[] {ONE, half});

        assertThat(weight.dequantize()).containsExactly(3f, -3f, 1.5f, -64f);
    }

    @Test
    void subtractsFromEachGroupItsOwnZeroPoint() {
        PackedLayout layout = new PackedLayout(1, 4, 4, 2, NumberFormat.ASYMMETRIC_INTEGERS);
        GroupGrids grids = new GroupGrids(new short[] {ONE, ONE}, new byte[] {-8, 5});

        assertThat(PackedWeight.pack(layout, new byte[] {-8, 7, -8, 7}, grids).dequantize())
                .containsExactly(0f, 15f, -13f, 2f);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8})
    void packsZeroPointsDownTheRowsAndReadsThemBack(int bits) {
        PackedLayout layout = new PackedLayout(13, 6, bits, 2, NumberFormat.ASYMMETRIC_INTEGERS);
        GroupGrids grids = GroupGrids.empty(layout);
        for (int i = 0; i < grids.zeros().length; i++) {
            grids.zeros()[i] = (byte) (layout.minValue() + i * 7 % (2 * layout.offset()));
        }

        int[] words = grids.zeroWords(layout);

        assertThat(words).hasSize(3 * ((13 * bits + 31) / 32));
        assertThat(GroupGrids.of(layout, grids.scales(), words).zeros()).isEqualTo(grids.zeros());
    }

    @Test
    void withoutRowsAndGroupsKeepsTheZeroPointsOfTheOthers() {
        PackedLayout layout = new PackedLayout(3, 6, 4, 2, NumberFormat.ASYMMETRIC_INTEGERS);
        GroupGrids grids = GroupGrids.empty(layout);
        for (int i = 0; i < grids.zeros().length; i++) {
            grids.scales()[i] = ONE;
            grids.zeros()[i] = (byte) (i - 4);
        }

        PackedWeight cut =
                PackedWeight.pack(layout, new byte[18], grids).withRows(0, 2).withGroups(1, 2);

        assertThat(cut.layout()).isEqualTo(new PackedLayout(2, 4, 4, 2, NumberFormat.ASYMMETRIC_INTEGERS));
        assertThat(cut.dequantize()).containsExactly(3f, 3f, 2f, 2f, -3f, -3f, -4f, -4f);
    }

    @Test
    void refusesZeroPointsOfAWeightThatHasNone() {
        PackedLayout layout = new PackedLayout(1, 2, 4, 2);
        GroupGrids grids = new GroupGrids(new short[] {ONE}, new byte[] {0});

        assertThatThrownBy(() -> PackedWeight.pack(layout, new byte[2], grids))
                .hasMessageContaining("needs 0 zero points, has 1");
    }

    @Test
    void roundsDequantizedValuesToBf16() {
        short scale = FloatFormats.toBf16(1.0078125f);
        PackedWeight weight = PackedWeight.pack(new PackedLayout(1, 1, 4, 1), new byte[] {7}, new short[] {scale});

        assertThat(weight.dequantize()).containsExactly(7.0625f);
    }

    @ParameterizedTest
    @CsvSource({"4, 8", "4, -9"})
    void refusesAValueThatNeedsMoreBits(int bits, byte value) {
        PackedLayout layout = new PackedLayout(1, 2, bits, 2);
        assertThatThrownBy(() -> PackedWeight.pack(layout, new byte[] {0, value}, new short[] {ONE}))
                .isInstanceOfSatisfying(
                        PackedWeightException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
                .hasMessageContaining("value " + value + " at (0, 1)");
    }

    @ParameterizedTest
    @CsvSource({"4, 4", "8, 2", "4, 2"})
    void withoutRowsAndGroupsKeepsTheIntegersAndScalesOfTheOthers(int bits, int groupSize) {
        PackedLayout layout = new PackedLayout(3, 12, bits, groupSize);
        byte[] values = new byte[36];
        short[] scales = new short[36 / groupSize];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i % 16 - 8);
            scales[i / groupSize] = FloatFormats.toBf16(1 + i / groupSize);
        }

        PackedWeight cut =
                PackedWeight.pack(layout, values, scales).withRows(0, 2).withGroups(0, 2);

        assertThat(cut.layout()).isEqualTo(new PackedLayout(2, 2 * groupSize, bits, groupSize));
        byte[] kept = cut.unpack();
        for (int row = 0; row < 2; row++) {
            for (int group = 0; group < 2; group++) {
                int from = 2 * row * 12 + 2 * group * groupSize;
                assertThat(cut.scales()[2 * row + group]).isEqualTo(scales[from / groupSize]);
                for (int i = 0; i < groupSize; i++) {
                    assertThat(kept[(2 * row + group) * groupSize + i]).isEqualTo(values[from + i]);
                }
            }
        }
    }

    @Test
    void refusesPartsOfTheWrongSize() {
        PackedLayout layout = new PackedLayout(2, 8, 4, 4);
        assertThatThrownBy(() -> PackedWeight.pack(layout, new byte[15], new short[4]))
                .hasMessageContaining("needs 16 values, has 15");
        assertThatThrownBy(() -> new PackedWeight(layout, new int[1], GroupGrids.symmetric(new short[4])))
                .hasMessageContaining("needs 2 packed words, has 1");
        assertThatThrownBy(() -> new PackedWeight(layout, new int[2], GroupGrids.symmetric(new short[5])))
                .hasMessageContaining("needs 4 scales, has 5");
    }

    @Test
    void refusesAScaleThatIsNotFinite() {
        PackedLayout layout = new PackedLayout(1, 8, 4, 4);
        short infinite = FloatFormats.toBf16(Float.POSITIVE_INFINITY);
        assertThatThrownBy(() -> new PackedWeight(layout, new int[1], GroupGrids.symmetric(ONE, infinite)))
                .isInstanceOf(PackedWeightException.class)
                .hasMessageContaining("scale 1");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 8, 4, 8, cannot be packed",
        "2, 8, 5, 8, 'bits must be 2, 3, 4 or 8'",
        "2, 8, 4, 3, do not divide 8 columns",
        "2, 8, 4, 0, do not divide 8 columns",
        "65536, 65536, 4, 128, exceeds"
    })
    void refusesImpossibleLayouts(int rows, int columns, int bits, int groupSize, String problem) {
        assertThatThrownBy(() -> new PackedLayout(rows, columns, bits, groupSize))
                .isInstanceOf(PackedWeightException.class)
                .hasMessageContaining(problem);
    }
}
