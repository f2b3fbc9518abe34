package io.sallyport;

import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;

/** What the POST policy of a form allows, and its signature proves. Neither secret nor token is in it. Immutable. */
public final class VerifiedPost implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String[] fields;

    VerifiedPost(byte[][] results) {
        fields = new String[results.length];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = Text.decode(results[i]);
        }
    }

    /**
     * Returns whose secret has signed.
     *
     * @return the access key id
     */
    public String accessKeyId() {
        return fields[Ops.POSTED_ACCESS_KEY_ID];
    }

    /**
     * Returns the region of the scope.
     *
     * @return such as "eu-west-1"
     */
    public String region() {
        return fields[Ops.POSTED_REGION];
    }

    /**
     * Returns the signing name of the scope.
     *
     * @return such as "s3"
     */
    public String service() {
        return fields[Ops.POSTED_SERVICE];
    }

    /**
     * Returns when it was signed.
     *
     * @return the time that was signed
     */
    public Instant signedAt() {
        return Instant.parse(fields[Ops.POSTED_SIGNED_AT]);
    }

    /**
     * Returns from when on the policy allows nothing.
     *
     * @return the policy's expiration
     */
    public Instant expiresAt() {
        return Instant.parse(fields[Ops.POSTED_EXPIRES_AT]);
    }

    /**
     * Returns where the file goes.
     *
     * @return the object's key, with the name of the file in its place
     */
    public String key() {
        return fields[Ops.POSTED_KEY];
    }

    /**
     * Returns how many bytes the file has to have.
     *
     * @return 0 without a limit
     */
    public long minSize() {
        return limit(Ops.POSTED_MIN_SIZE, 0);
    }

    /**
     * Returns how many bytes the file may have.
     *
     * @return {@link Long#MAX_VALUE} without a limit
     */
    public long maxSize() {
        return limit(Ops.POSTED_MAX_SIZE, Long.MAX_VALUE);
    }

    private long limit(int field, long none) {
        return fields[field].isEmpty() ? none : Long.parseLong(fields[field]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifiedPost && Arrays.equals(fields, ((VerifiedPost) other).fields);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fields);
    }

    /** Who, and what. */
    @Override
    public String toString() {
        return "VerifiedPost[" + accessKeyId() + " for " + Text.show(key()) + "]";
    }
}
