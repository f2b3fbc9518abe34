package io.sallyport;

import java.io.Serializable;
import java.time.Instant;

/** What the credentials of a signer are at the moment. Immutable. */
public final class Renewal implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String accessKeyId;
    private final Instant expires;
    private final String source;

    Renewal(byte[][] results) {
        accessKeyId = Text.decode(results[Ops.RENEWAL_ACCESS_KEY_ID]);
        String end = Text.decode(results[Ops.RENEWAL_EXPIRES]);
        expires = end.isEmpty() ? null : Instant.ofEpochSecond(Long.parseLong(end));
        source = Text.decode(results[Ops.RENEWAL_SOURCE]);
    }

    /**
     * Returns the access key id.
     *
     * @return of the key pair
     */
    public String accessKeyId() {
        return accessKeyId;
    }

    /**
     * Returns the end of the credentials.
     *
     * @return null: they have none
     */
    public Instant expires() {
        return expires;
    }

    /**
     * Returns where they come from.
     *
     * @return a text for people; empty for a given key pair
     */
    public String source() {
        return source;
    }

    /** Key id, source and end. */
    @Override
    public String toString() {
        return "Renewal[" + accessKeyId + ", " + source + ", " + expires + "]";
    }
}
