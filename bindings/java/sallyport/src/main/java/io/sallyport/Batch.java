package io.sallyport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The results of a call for many rows, as columns in native memory. A row that failed is null in each column of values
 * and has a code and a message. To be closed; one that is forgotten is freed after garbage collection.
 */
public final class Batch implements AutoCloseable {
    private final int[] codes;
    private final Handle handle;
    private final Map<String, Values> columns = new HashMap<>();

    Batch(long number) {
        handle = Handle.ofBatch(number, this);
        codes = Natives.batchCodes(number);
    }

    /**
     * Returns the number of rows.
     *
     * @return as many as went in
     */
    public int length() {
        return codes.length;
    }

    /**
     * Returns why a row failed.
     *
     * @param row from 0
     * @return null if it has not; INTERNAL for a code of the native library that this package does not know
     */
    public ErrorCode code(int row) {
        return codes[row] == 0 ? null : known(codes[row]);
    }

    /** Null would say that the row is good. */
    static ErrorCode known(int number) {
        ErrorCode code = ErrorCode.of(number);
        return code == null ? ErrorCode.INTERNAL : code;
    }

    /**
     * Returns the message of a row that failed.
     *
     * @param row from 0
     * @return null if it has not
     * @throws UsageException if the batch was closed (HANDLE_CLOSED)
     */
    public String message(int row) {
        return get("error", row);
    }

    /**
     * Returns a value as text.
     *
     * @param column "url" after presigning, else a field of an identity such as "instance_id"
     * @param row from 0
     * @return null: the row failed, or was null
     * @throws UsageException if the batch was closed (HANDLE_CLOSED), or has no such column (INVALID_ARGUMENT)
     */
    public String get(String column, int row) {
        byte[] value = bytes(column, row);
        return value == null ? null : Text.decode(value);
    }

    /**
     * Returns a value.
     *
     * @param column as for {@link #get}
     * @param row from 0
     * @return null: the row failed, or was null
     * @throws UsageException as {@link #get} does
     */
    public byte[] bytes(String column, int row) {
        if (row < 0 || row >= codes.length) {
            throw new IndexOutOfBoundsException("row " + row + " of " + codes.length);
        }
        long number = handle.enter();
        try {
            return column(number, column).value(row);
        } finally {
            handle.exit();
        }
    }

    /**
     * Returns where a column is, for those who read Arrow's layout themselves: the addresses of the validity bitmap (0:
     * every row has a value), of length + 1 offsets of 32 bits, and of the data, whose size is the last offset. They are
     * good until the batch is closed or nobody holds it any more: whoever wraps them must hold the batch.
     *
     * @param column as for {@link #get}, or "error"
     * @return three addresses
     * @throws UsageException as {@link #get} does
     */
    public long[] addresses(String column) {
        long number = handle.enter();
        try {
            return column(number, column).addresses.clone();
        } finally {
            handle.exit();
        }
    }

    private synchronized Values column(long number, String name) {
        Values found = columns.get(name);
        if (found == null) {
            long[] addresses = new long[3];
            Natives.batchColumn(number, Text.encode(name, "column"), addresses);
            found = new Values(addresses, codes.length);
            columns.put(name, found);
        }
        return found;
    }

    /** Frees the columns. Closing twice does nothing. */
    @Override
    public void close() {
        handle.close();
    }

    /** The number of rows. */
    @Override
    public String toString() {
        return "Batch[" + codes.length + " rows]";
    }

    /** A column's memory; only to be read while the handle is entered. */
    private static final class Values {
        private final long[] addresses;
        private final ByteBuffer validity;
        private final ByteBuffer offsets;
        private final ByteBuffer data;

        Values(long[] addresses, int rows) {
            this.addresses = addresses;
            validity = addresses[0] == 0 ? null : Natives.memory(addresses[0], (rows + 7L) / 8);
            offsets = Natives.memory(addresses[1], 4L * (rows + 1L)).order(ByteOrder.LITTLE_ENDIAN);
            int size = offsets.getInt(4 * rows);
            data = size == 0 ? ByteBuffer.allocate(0) : Natives.memory(addresses[2], size);
        }

        byte[] value(int row) {
            if (validity != null && (validity.get(row / 8) >> row % 8 & 1) == 0) {
                return null;
            }
            int start = offsets.getInt(4 * row);
            byte[] out = new byte[offsets.getInt(4 * row + 4) - start];
            ByteBuffer source = data.duplicate();
            source.position(start);
            source.get(out);
            return out;
        }
    }
}
