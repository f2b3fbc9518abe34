import io.sallyport.Batch;
import io.sallyport.Column;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import sun.misc.Unsafe;

/** Columns in native memory, as other libraries hold them, and the rows of a batch. */
final class Rows implements AutoCloseable {
    static final String[] IDENTITY = {
        "raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id", "instance_type",
        "private_ipv4", "mac", "serial_number", "create_time", "audience", "digest_algorithm", "signer_fingerprint"
    };

    private static final Unsafe MEMORY = unsafe();

    private final List<Long> allocated = new ArrayList<>();

    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long allocate(long size) {
        long address = MEMORY.allocateMemory(Math.max(size, 1));
        allocated.add(address);
        return address;
    }

    /** The column of a key, as a slice behind the call's rows of no account; null if the call has none. */
    Column of(Call call, String key) {
        List<byte[]> rows = call.column(key);
        if (rows.isEmpty() || (key + "s").equals(call.text("null"))) return null;
        int offset = call.text("offset") == null ? 0 : (int) call.number("offset");
        long size = offset;
        for (byte[] row : rows) size += row == null ? 0 : row.length;
        long validity = allocate(offset + rows.size()), offsets = allocate(4L * (offset + rows.size() + 1));
        long data = allocate(size);
        MEMORY.setMemory(validity, offset + rows.size(), (byte) 0);
        MEMORY.setMemory(data, offset, (byte) 'x'); // a byte in each row of no account
        for (int i = 0; i <= offset; i++) MEMORY.putInt(offsets + 4L * i, i);
        int end = offset;
        for (int i = offset; i < offset + rows.size(); i++) {
            byte[] row = rows.get(i - offset);
            if (row != null) {
                MEMORY.copyMemory(row, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, data + end, row.length);
                MEMORY.putByte(validity + i / 8, (byte) (MEMORY.getByte(validity + i / 8) | 1 << i % 8));
                end += row.length;
            }
            MEMORY.putInt(offsets + 4L * (i + 1), end);
        }
        return Column.ofAddresses(validity, offsets, data, rows.size(), offset);
    }

    @Override
    public void close() {
        allocated.forEach(MEMORY::freeMemory);
    }

    /** The fields of an answer: "row", and what it has. */
    static List<byte[]> answer(Batch batch, String... columns) {
        List<byte[]> out = new ArrayList<>();
        for (int row = 0; row < batch.length(); row++) {
            if (batch.code(row) != null) {
                add(out, "row", "error");
                add(out, "code", "" + batch.code(row).number());
                add(out, "name", batch.code(row).name());
                add(out, "message", batch.message(row));
            } else if (batch.bytes(columns[0], row) == null) {
                add(out, "row", "null");
            } else {
                add(out, "row", "ok");
                for (String column : columns) {
                    out.add(column.getBytes(StandardCharsets.UTF_8));
                    out.add(batch.bytes(column, row));
                }
            }
        }
        return out;
    }

    private static void add(List<byte[]> out, String key, String value) {
        out.add(key.getBytes(StandardCharsets.UTF_8));
        out.add(value.getBytes(StandardCharsets.UTF_8));
    }
}
