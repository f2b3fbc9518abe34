package io.sallyport.spark;

import io.sallyport.Presigner;
import java.time.Duration;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.Seq;

/** sally_presign: null in, null out; what cannot be signed is null too. */
public final class Presign extends SallyFunction {
    private static final long serialVersionUID = 1L;
    private static final UTF8String GET = UTF8String.fromString("GET");
    private static final int HOUR = 3600;

    /** What the last row had in common with the next, most likely. */
    private transient Prepared prepared;

    /**
     * Makes the expression; for Catalyst, which copies by reflection.
     *
     * @param arguments in the order of SQL
     * @param settings of the session
     */
    public Presign(Seq<Expression> arguments, Settings settings) {
        super(Signature.PRESIGN, arguments, settings);
    }

    @Override
    Object compute(Object[] row) {
        for (Object each : row) {
            if (each == null) {
                return null;
            }
        }
        Host host = host();
        Prepared now = prepared;
        UTF8String method = row.length > 1 ? (UTF8String) row[1] : GET;
        int seconds = row.length > 2 ? (Integer) row[2] : HOUR;
        if (now == null || now.host != host || now.seconds != seconds || !now.method.equals(method)) {
            prepared = now = new Prepared(host, method.copy(), seconds);
        }
        UTF8String url = (UTF8String) row[0];
        Object base = url.getBaseObject();
        if (base instanceof byte[]) { // as nearly always: no copy in Java
            int from = (int) (url.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
            return UTF8String.fromBytes(now.presigner.presign((byte[]) base, from, url.numBytes()));
        }
        return UTF8String.fromBytes(now.presigner.presign(url.getBytes(), 0, url.numBytes()));
    }

    @Override
    Object failed(int code, String name, String message) {
        return null;
    }

    private static final class Prepared {
        final Host host;
        final UTF8String method;
        final int seconds;
        final Presigner presigner;

        Prepared(Host host, UTF8String method, int seconds) {
            this.host = host;
            this.method = method;
            this.seconds = seconds;
            presigner = host.signer().presigner(Types.string(method, "the method"), Duration.ofSeconds(seconds));
        }
    }
}
