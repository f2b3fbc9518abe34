package io.sallyport.spark;

import io.sallyport.Presigner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
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
        Presigner presigner =
                presigner(row.length > 1 ? (UTF8String) row[1] : GET, row.length > 2 ? (Integer) row[2] : HOUR);
        UTF8String url = (UTF8String) row[0];
        Object base = url.getBaseObject();
        if (base instanceof byte[]) { // as nearly always: no copy in Java
            int from = (int) (url.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
            return UTF8String.fromBytes(presigner.presign((byte[]) base, from, url.numBytes()));
        }
        return UTF8String.fromBytes(presigner.presign(url.getBytes(), 0, url.numBytes()));
    }

    /** What presigns the rows that have these in common. */
    Presigner presigner(UTF8String method, int seconds) {
        Host host = host();
        Prepared now = prepared;
        if (now == null || now.host != host || now.seconds != seconds || !now.method.equals(method)) {
            prepared = now = new Prepared(host, method.copy(), seconds);
        }
        return now.presigner;
    }

    /** The same call with other URLs. */
    Expression of(Expression url) {
        List<Expression> arguments = new ArrayList<>(Sequences.list(children()));
        arguments.set(0, url);
        return withNewChildren(Sequences.of(arguments));
    }

    /** For a call whose other arguments are literals: what presigns a column of rows, the one at an index. */
    PresignedColumn column(int url) {
        Seq<Expression> arguments = children();
        UTF8String method = arguments.size() > 1 ? (UTF8String) ((Literal) arguments.apply(1)).value() : GET;
        int seconds = arguments.size() > 2 ? (Integer) ((Literal) arguments.apply(2)).value() : HOUR;
        return new PresignedColumn(new Presign(Sequences.of(), settings), method, seconds, url);
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
