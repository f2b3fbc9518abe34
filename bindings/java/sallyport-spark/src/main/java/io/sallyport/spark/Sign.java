package io.sallyport.spark;

import io.sallyport.SignedRequest;
import io.sallyport.Signer;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** sally_sign. */
final class Sign extends SallyFunction {
    private static final long serialVersionUID = 1L;

    Sign(Expression[] arguments, Settings settings) {
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
        SignedRequest signed =
                signer.sign(row[0].toString(), row[1].toString(), Types.headers(row.length > 2 ? row[2] : null), body);
        return Types.row(Types.text(signed.url()), Types.map(signed.headers()), Types.text(signed.signature()), null);
    }

    @Override
    Object failed(int code, String name, String message) {
        return Types.failed(Types.SIGNED, code, name, message);
    }
}
