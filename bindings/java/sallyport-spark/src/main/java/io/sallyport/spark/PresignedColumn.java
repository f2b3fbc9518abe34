package io.sallyport.spark;

import io.sallyport.Batch;
import io.sallyport.Column;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** The presigned URLs of one batch of rows after another, as {@link Presign} gives them row by row. For one task. */
final class PresignedColumn implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Bytes of a URL that is too long for the library; of a longer one it need not see more. */
    private static final int REFUSED = (64 << 10) + 1;

    private final Presign call;
    private final UTF8String method;
    private final int seconds;
    private final int url;

    /** Arrow's layout, which the library reads. */
    private transient ByteBuffer validity;

    private transient ByteBuffer offsets;
    private transient ByteBuffer data;

    private transient UTF8String[] results;

    /**
     * @param call without its arguments
     * @param url index of the URLs in a row
     */
    PresignedColumn(Presign call, UTF8String method, int seconds, int url) {
        this.call = call;
        this.method = method;
        this.seconds = seconds;
        this.url = url;
    }

    /** The URL of a row of the batch, or null. */
    UTF8String get(int row) {
        return results[row];
    }

    /** Presigns a batch, and says how many URLs could not be. */
    int presign(InternalRow[] rows, int count) {
        if (results == null) {
            results = new UTF8String[rows.length];
            validity = ByteBuffer.allocateDirect((rows.length + 7) / 8);
            offsets = ByteBuffer.allocateDirect(4 * (rows.length + 1)).order(ByteOrder.LITTLE_ENDIAN);
            data = ByteBuffer.allocateDirect(100 * rows.length);
        }
        Arrays.fill(results, null);
        int wanted = fill(rows, count);
        if (wanted == 0) {
            return 0; // nothing to sign, and no need of credentials
        }
        // Null is what no row could have, such as a lifetime out of range: then all stay null.
        call.guarded(() -> {
            try (Batch batch = call.presigner(method, seconds).presign(Column.of(validity, offsets, data, count))) {
                read(batch.addresses("url"), count);
            }
            return results;
        });
        for (int i = 0; i < count; i++) {
            wanted -= results[i] == null ? 0 : 1;
        }
        return wanted;
    }

    /** Makes the column, and counts its URLs. */
    private int fill(InternalRow[] rows, int count) {
        int urls = 0;
        for (int i = 0; i < (count + 7) / 8; i++) {
            validity.put(i, (byte) 0);
        }
        data.clear();
        for (int i = 0; i < count; i++) {
            if (!rows[i].isNullAt(url)) {
                urls++;
                validity.put(i / 8, (byte) (validity.get(i / 8) | 1 << i % 8));
                append(rows[i].getUTF8String(url));
            }
            offsets.putInt(4 * (i + 1), data.position());
        }
        data.flip();
        return urls;
    }

    private void append(UTF8String text) {
        int length = Math.min(text.numBytes(), REFUSED);
        if (length > data.remaining()) {
            ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(2 * data.capacity(), data.position() + length));
            data.flip();
            data = larger.put(data);
        }
        Object base = text.getBaseObject();
        if (base instanceof byte[]) {
            data.put((byte[]) base, (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET), length);
        } else {
            data.put(text.getBytes(), 0, length);
        }
    }

    /** Copies all at once; the batch's memory is gone when the rows are read. */
    private void read(long[] addresses, int count) {
        long valid = addresses[0];
        long starts = addresses[1];
        byte[] all = new byte[Platform.getInt(null, starts + 4L * count)];
        Platform.copyMemory(null, addresses[2], all, Platform.BYTE_ARRAY_OFFSET, all.length);
        for (int i = 0; i < count; i++) {
            int start = Platform.getInt(null, starts + 4L * i);
            boolean is = valid == 0 || (Platform.getByte(null, valid + i / 8) >> i % 8 & 1) != 0;
            results[i] =
                    is ? UTF8String.fromBytes(all, start, Platform.getInt(null, starts + 4L * i + 4) - start) : null;
        }
    }
}
