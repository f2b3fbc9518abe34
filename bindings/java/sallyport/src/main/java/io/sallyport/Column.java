package io.sallyport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ConcurrentModificationException;
import java.util.List;

/**
 * A column of byte strings in Arrow's physical layout (Utf8 or Binary with 32-bit offsets), borrowed: buffers of Java's
 * Arrow and direct buffers go through the library as they are. A column holds less than 2 GiB, one that is copied from a
 * list at most 1 GiB.
 */
public final class Column {
    private static final int MOST_ROWS = 500_000_000; // so that the offsets fit into a buffer of Java

    private final long validity;
    private final long offsets;
    private final long data;
    private final long length;
    private final long offset;
    private final Object[] owners; // of the memory

    private Column(long validity, long offsets, long data, long length, long offset, Object... owners) {
        this.validity = validity;
        this.offsets = offsets;
        this.data = data;
        this.length = length;
        this.offset = offset;
        this.owners = owners;
    }

    /**
     * Describes a column by the addresses of its buffers, such as {@code ArrowBuf.memoryAddress()} of those of a
     * VarCharVector or VarBinaryVector. A vector that was split from another has buffers of its own or slices, whose
     * addresses count from its first row: its offset is 0. Not for LargeVarCharVector and LargeVarBinaryVector, whose
     * offsets have 64 bits.
     *
     * <p>The memory must stay as it is while a call uses it, so the vector must stay open; nothing checks that the
     * buffers are as long as they must be. Without rows all addresses may be 0.
     *
     * @param validity a bit per row, least significant first; 0: every row has a value
     * @param offsets offset + length + 1 little-endian 32-bit numbers
     * @param data the bytes
     * @param length how many rows
     * @param offset rows to skip in validity and offsets
     * @return the column
     */
    public static Column ofAddresses(long validity, long offsets, long data, long length, long offset) {
        if (length >= Integer.MAX_VALUE) {
            throw SallyportException.of(ErrorCode.INVALID_ARGUMENT, length + " rows are too many for a batch");
        }
        return new Column(validity, offsets, data, length, offset);
    }

    /**
     * Describes a column by direct buffers, from the position of each up to its limit. What they hold must stay as it
     * is until the last call with the column has returned.
     *
     * @param validity a bit per row, least significant first; null: every row has a value
     * @param offsets rows + 1 little-endian 32-bit numbers; may be empty without rows
     * @param data the bytes; may be empty if no row has any
     * @param rows how many rows
     * @return the column
     * @throws UsageException for a buffer that is null (NULL_POINTER), not direct or too short (INVALID_ARGUMENT)
     */
    public static Column of(ByteBuffer validity, ByteBuffer offsets, ByteBuffer data, int rows) {
        if (rows < 0) {
            throw SallyportException.of(ErrorCode.INVALID_ARGUMENT, "rows is " + rows);
        }
        need(offsets, "offsets", rows == 0 ? 0 : 4L * (rows + 1L));
        ByteBuffer numbers = offsets.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int end = rows == 0 ? 0 : numbers.getInt(numbers.position() + 4 * rows);
        need(data, "data", end);
        if (validity != null) {
            need(validity, "validity", (rows + 7L) / 8);
        }
        long bits = validity == null ? 0 : address(validity);
        return new Column(bits, address(offsets), address(data), rows, 0, validity, offsets, data);
    }

    /**
     * Copies rows into a column.
     *
     * @param rows text; null is a null
     * @return the column
     * @throws UsageException for text that cannot be UTF-8 (INVALID_ARGUMENT), for over 1 GiB of it or over 500,000,000
     *     rows (INPUT_TOO_LARGE)
     */
    public static Column of(List<String> rows) {
        int count = Text.given(rows, "rows", ErrorCode.NULL_POINTER).size();
        if (count > MOST_ROWS) {
            throw SallyportException.of(ErrorCode.INPUT_TOO_LARGE, count + " rows; split the batch");
        }
        ByteBuffer offsets = ByteBuffer.allocateDirect(4 * (count + 1)).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer validity = ByteBuffer.allocateDirect(count / 8 + 1);
        Packer packer = new Packer(new byte[16 * Math.min(Math.max(4, count), 1 << 20)]);
        offsets.putInt(0, 0);
        int i = 0;
        for (String row : rows) { // not by index, which is slow in some lists
            if (i == count) {
                throw new ConcurrentModificationException("rows has grown");
            }
            if (row != null) {
                packer.text(row, "row " + i);
                validity.put(i / 8, (byte) (validity.get(i / 8) | 1 << i % 8));
            }
            offsets.putInt(4 * ++i, packer.length);
        }
        if (i < count) {
            throw new ConcurrentModificationException("rows has shrunk");
        }
        ByteBuffer data = ByteBuffer.allocateDirect(Math.max(1, packer.length));
        data.put(packer.bytes, 0, packer.length).flip();
        return of(validity, offsets, data, count);
    }

    private static void need(ByteBuffer buffer, String name, long bytes) {
        if (!Text.given(buffer, name, ErrorCode.NULL_POINTER).isDirect()) {
            throw SallyportException.of(ErrorCode.INVALID_ARGUMENT, name + " is not a direct buffer");
        }
        if (bytes < 0 || buffer.remaining() < bytes) {
            throw SallyportException.of(
                    ErrorCode.INVALID_ARGUMENT, name + " has " + buffer.remaining() + " bytes; the rows need " + bytes);
        }
    }

    private static long address(ByteBuffer buffer) {
        Loader.load();
        return Natives.address(buffer) + buffer.position();
    }

    /** For the natives, beside the column itself, which keeps the memory: validity, offsets, data, length, offset. */
    long[] numbers() {
        return new long[] {validity, offsets, data, length, offset};
    }
}
