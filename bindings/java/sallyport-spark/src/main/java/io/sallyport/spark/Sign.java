package io.sallyport.spark;

import io.sallyport.SignedRequest;
import io.sallyport.Signer;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.Seq;

/** sally_sign. */
public final class Sign extends SallyFunction {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the expression; for Catalyst, which copies by reflection.
     *
     * @param arguments in the order of SQL
     * @param settings of the session
     */
    public Sign(Seq<Expression> arguments, Settings settings) {
        super(Signature.SIGN, arguments, settings);
    }

    @Override
    Object compute(Object[] row) {
        if (row[1] == null) {
            return null;
        }
        if (row[0] == null) {
            return invalid("the method is null");
        }
        Signer signer = host().signer();
        byte[] body = row.length > 3 ? (byte[]) row[3] : null;
        SignedRequest signed = signer.sign(
                Types.string(row[0], "the method"),
                Types.string(row[1], "the URL"),
                Types.headers(row.length > 2 ? row[2] : null),
                body);
        return Types.row(Types.text(signed.url()), Types.map(signed.headers()), Types.text(signed.signature()), null);
    }

    @Override
    Object failed(int code, String name, String message) {
        return Types.failed(Types.SIGNED, code, name, message);
    }
}
