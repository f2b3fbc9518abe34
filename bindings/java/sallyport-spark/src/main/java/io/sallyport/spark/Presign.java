package io.sallyport.spark;

import io.sallyport.Signer;
import java.time.Duration;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** sally_presign: null in, null out; what cannot be signed is null too. */
final class Presign extends SallyFunction {
    private static final long serialVersionUID = 1L;
    private static final Duration HOUR = Duration.ofHours(1);

    Presign(Expression[] arguments, Settings settings) {
        super(Signature.PRESIGN, arguments, settings);
    }

    @Override
    Object compute(Object[] row) {
        for (Object each : row) {
            if (each == null) {
                return null;
            }
        }
        Signer signer = host().signer();
        String method = row.length > 1 ? row[1].toString() : "GET";
        Duration expires = row.length > 2 ? Duration.ofSeconds((Integer) row[2]) : HOUR;
        return Types.text(signer.presign(method, row[0].toString(), expires));
    }

    @Override
    Object failed(int code, String name, String message) {
        return null;
    }
}
