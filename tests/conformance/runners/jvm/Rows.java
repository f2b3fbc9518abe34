import io.sallyport.Batch;
import io.sallyport.Column;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import sun.misc.Unsafe;

/** Columns, of texts or in native memory as other libraries hold them, and the rows of a batch. */
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

    private long address(byte[] bytes) {
        long address = MEMORY.allocateMemory(Math.max(bytes.length, 1));
        allocated.add(address);
        MEMORY.copyMemory(bytes, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, address, bytes.length);
        return address;
    }

    /** A direct buffer that has other bytes before and behind. */
    private static ByteBuffer direct(byte[] bytes) {
        ByteBuffer out = ByteBuffer.allocateDirect(bytes.length + 16);
        out.position(8);
        out.put(bytes).flip();
        out.position(8);
        return out;
    }

    /** The column of a key in the call's form; null if the call has none. */
    Column of(Call call, String key) {
        List<byte[]> rows = call.column(key);
        if (rows.isEmpty() || (key + "s").equals(call.text("null"))) return null;
        String form = call.text("form") == null ? "list" : call.text("form");
        if (form.equals("list") && call.texts(key) != null) return Column.of(call.texts(key));
        int offset = call.text("offset") == null ? 0 : (int) call.number("offset"), row = offset;
        BitSet valid = new BitSet();
        ByteBuffer offsets = ByteBuffer.allocate(4 * (offset + rows.size() + 1)).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int i = 0; i < offset; i++) {
            offsets.putInt(i);
            data.write('x'); // in a row of no account
        }
        for (byte[] value : rows) {
            offsets.putInt(data.size());
            valid.set(row++, value != null);
            if (value != null) data.write(value, 0, value.length);
        }
        offsets.putInt(data.size());
        byte[] validity = rows.contains(null) ? Arrays.copyOf(valid.toByteArray(), (row + 7) / 8) : null;
        if (offset > 0 || form.equals("arrow") || form.equals("chunked"))
            return Column.ofAddresses(
                    validity == null ? 0 : address(validity),
                    address(offsets.array()),
                    address(data.toByteArray()),
                    rows.size(),
                    offset);
        return Column.of(
                validity == null ? null : direct(validity),
                direct(offsets.array()),
                direct(data.toByteArray()),
                rows.size());
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
