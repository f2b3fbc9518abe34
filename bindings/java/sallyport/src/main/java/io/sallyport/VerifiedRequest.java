package io.sallyport;

import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What the signature of an incoming request proves. Neither secret nor token is in it. Immutable. */
public final class VerifiedRequest implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String[] fields;

    VerifiedRequest(byte[][] results) {
        fields = new String[Ops.VERIFIED_STATE]; // which stands last, and is none of them
        for (int i = 0; i < fields.length; i++) {
            fields[i] = Text.decode(results[i]);
        }
    }

    /**
     * Returns how it is signed.
     *
     * @return "AWS4-HMAC-SHA256", or as the scheme has it
     */
    public String scheme() {
        return fields[Ops.VERIFIED_SCHEME];
    }

    /**
     * Returns where the signature stands.
     *
     * @return "header" or "query"
     */
    public String carrier() {
        return fields[Ops.VERIFIED_CARRIER];
    }

    /**
     * Returns whose secret has signed.
     *
     * @return the access key id
     */
    public String accessKeyId() {
        return fields[Ops.VERIFIED_ACCESS_KEY_ID];
    }

    /**
     * Returns the date of the scope.
     *
     * @return such as "20260102"
     */
    public String date() {
        return fields[Ops.VERIFIED_DATE];
    }

    /**
     * Returns the region of the scope.
     *
     * @return such as "eu-west-1"; empty with acs3, which has none
     */
    public String region() {
        return fields[Ops.VERIFIED_REGION];
    }

    /**
     * Returns the signing name of the scope.
     *
     * @return such as "s3"; empty with acs3, which has none
     */
    public String service() {
        return fields[Ops.VERIFIED_SERVICE];
    }

    /**
     * Returns which headers are signed. Nothing is proven of others.
     *
     * @return names in lower case
     */
    public List<String> signedHeaders() {
        return Collections.unmodifiableList(Arrays.asList(fields[Ops.VERIFIED_SIGNED_HEADERS].split(";")));
    }

    /**
     * Returns when it was signed.
     *
     * @return the time that was signed
     */
    public Instant signedAt() {
        return Instant.parse(fields[Ops.VERIFIED_SIGNED_AT]);
    }

    /**
     * Returns from when on it is refused as old.
     *
     * @return until when {@link #fingerprint} has to be remembered
     */
    public Instant expiresAt() {
        return Instant.parse(fields[Ops.VERIFIED_EXPIRES_AT]);
    }

    /**
     * Returns what is known of the body.
     *
     * @return "verified": it is the one that was signed; "declared": its hash was signed, and it was not read;
     *     "unsigned": the signature does not cover it; "streaming": its chunks were not looked at
     */
    public String payload() {
        return fields[Ops.VERIFIED_PAYLOAD];
    }

    /**
     * Returns the hash that was signed.
     *
     * @return 64 hex digits or a constant of AWS
     */
    public String payloadHash() {
        return fields[Ops.VERIFIED_PAYLOAD_HASH];
    }

    /**
     * Returns what tells this request from others.
     *
     * @return hex SHA-256 of its signature
     */
    public String fingerprint() {
        return fields[Ops.VERIFIED_FINGERPRINT];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifiedRequest && Arrays.equals(fields, ((VerifiedRequest) other).fields);
    }

    @Override
    public int hashCode() {
        return fingerprint().hashCode();
    }

    /** Who, and for what. */
    @Override
    public String toString() {
        return "VerifiedRequest[" + accessKeyId() + " for " + service() + " in " + region() + "]";
    }
}
