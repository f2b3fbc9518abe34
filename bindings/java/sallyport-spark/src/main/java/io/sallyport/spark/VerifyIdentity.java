package io.sallyport.spark;

import io.sallyport.IdentityVerifier;
import io.sallyport.InstanceIdentity;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.Seq;

/** sally_verify_identity. */
public final class VerifyIdentity extends SallyFunction {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the expression; for Catalyst, which copies by reflection.
     *
     * @param arguments in the order of SQL
     * @param settings of the session
     */
    public VerifyIdentity(Seq<Expression> arguments, Settings settings) {
        super(Signature.VERIFY_IDENTITY, arguments, settings);
    }

    @Override
    Object compute(Object[] row) {
        if (row[0] == null) {
            return invalid("the signature is null");
        }
        if (row.length > 2 && row[2] == null) { // missing data must not switch the check off
            return invalid("the audience is null; leave the argument out if there must be none");
        }
        IdentityVerifier verifier = host().verifier();
        byte[] document = row.length > 1 ? (byte[]) row[1] : null;
        String audience = row.length > 2 ? Types.string(row[2], "the audience") : null;
        InstanceIdentity identity = verifier.verify((byte[]) row[0], document, audience, null);
        return Types.row(
                identity.raw(),
                Types.text(identity.provider()),
                Types.text(identity.instanceId()),
                Types.text(identity.accountId()),
                Types.text(identity.regionId()),
                Types.text(identity.zoneId()),
                Types.text(identity.imageId()),
                Types.text(identity.instanceType()),
                Types.text(identity.privateIpv4()),
                Types.text(identity.mac()),
                Types.text(identity.serialNumber()),
                Types.text(identity.createTime()),
                Types.text(identity.audience()),
                Types.text(identity.digestAlgorithm()),
                Types.text(identity.signerFingerprint()),
                null);
    }

    @Override
    Object failed(int code, String name, String message) {
        return Types.failed(Types.IDENTITY, code, name, message);
    }
}
