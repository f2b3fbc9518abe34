import io.sallyport.Batch;
import io.sallyport.Column;
import io.sallyport.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Columns of one row, in direct buffers. */
final class Rows {
    static final String[] IDENTITY = {
        "raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id", "instance_type",
        "private_ipv4", "mac", "serial_number", "create_time", "audience", "digest_algorithm", "signer_fingerprint"
    };

    private Rows() {}

    /** A row that failed. */
    static final class Failed extends RuntimeException {
        final ErrorCode code;

        Failed(ErrorCode code, String message) {
            super(message);
            this.code = code;
        }
    }

    /** A null is no column. */
    static Column one(byte[] value) {
        if (value == null) return null;
        ByteBuffer offsets = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
        offsets.putInt(4, value.length);
        ByteBuffer data = ByteBuffer.allocateDirect(value.length + 1);
        data.put(value);
        data.rewind();
        return Column.of(null, offsets, data, 1);
    }

    static void check(Batch batch) {
        if (batch.code(0) != null) throw new Failed(batch.code(0), batch.message(0));
    }
}
