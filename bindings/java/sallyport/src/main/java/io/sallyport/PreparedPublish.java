package io.sallyport;

import java.io.Serializable;

/**
 * The request that publishes a message, for whoever sends it himself. Send it as it is: it may be signed, for a time.
 * Immutable.
 */
public final class PreparedPublish implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String method;
    private final String url;
    private final Headers headers;
    private final byte[] body;

    PreparedPublish(byte[][] results, byte[] body) {
        method = Text.decode(results[Ops.PREPARED_METHOD]);
        url = Text.decode(results[Ops.PREPARED_URL]);
        headers = Headers.parse(results[Ops.PREPARED_HEADERS]);
        this.body = body.clone();
    }

    /**
     * Returns the method.
     *
     * @return "POST"
     */
    public String method() {
        return method;
    }

    /**
     * Returns the exact URL to send.
     *
     * @return https, with topic and properties
     */
    public String url() {
        return url;
    }

    /**
     * Returns every header to send.
     *
     * @return the fields
     */
    public Headers headers() {
        return headers;
    }

    /**
     * Returns the body.
     *
     * @return a copy of the message's payload
     */
    public byte[] body() {
        return body.clone();
    }

    /** Method and URL; without the query. */
    @Override
    public String toString() {
        return "PreparedPublish[" + method + " " + Forms.withoutSecrets(url) + "]";
    }
}
