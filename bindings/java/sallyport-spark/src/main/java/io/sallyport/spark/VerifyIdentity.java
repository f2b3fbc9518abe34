package io.sallyport.spark;

import io.sallyport.IdentityVerifier;
import io.sallyport.InstanceIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/** sally_verify_identity. */
public final class VerifyIdentity extends SallyFunction {
    private static final long serialVersionUID = 1L;

    /** The texts of an identity in the order of their columns. */
    private static final Map<String, Function<InstanceIdentity, String>> FIELDS = new LinkedHashMap<>();

    static final StructType IDENTITY;

    static {
        FIELDS.put("provider", InstanceIdentity::provider);
        FIELDS.put("instance_id", InstanceIdentity::instanceId);
        FIELDS.put("account_id", InstanceIdentity::accountId);
        FIELDS.put("region_id", InstanceIdentity::regionId);
        FIELDS.put("zone_id", InstanceIdentity::zoneId);
        FIELDS.put("image_id", InstanceIdentity::imageId);
        FIELDS.put("instance_type", InstanceIdentity::instanceType);
        FIELDS.put("private_ipv4", InstanceIdentity::privateIpv4);
        FIELDS.put("mac", InstanceIdentity::mac);
        FIELDS.put("serial_number", InstanceIdentity::serialNumber);
        FIELDS.put("create_time", InstanceIdentity::createTime);
        FIELDS.put("audience", InstanceIdentity::audience);
        FIELDS.put("digest_algorithm", InstanceIdentity::digestAlgorithm);
        FIELDS.put("signer_fingerprint", InstanceIdentity::signerFingerprint);
        StructType type = new StructType().add("raw", Types.BYTES);
        for (String name : FIELDS.keySet()) {
            type = type.add(name, Types.TEXT);
        }
        IDENTITY = type.add("error", Types.ERROR);
    }

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
        Object[] fields = new Object[IDENTITY.size()];
        fields[0] = identity.raw();
        int i = 1;
        for (Function<InstanceIdentity, String> field : FIELDS.values()) {
            fields[i++] = Types.text(field.apply(identity));
        }
        return Types.row(fields);
    }

    @Override
    Object failed(int code, String name, String message) {
        return Types.failed(IDENTITY, code, name, message);
    }
}
