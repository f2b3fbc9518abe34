package io.sallyport;

import java.io.Serializable;

/**
 * A request in the form that was signed. Send exactly {@link #url()} and {@link #headers()}, with any HTTP library.
 * Immutable.
 */
public final class SignedRequest implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of each span its begin and its length, in this order: see jni_sign.c. */
    private static final int URL = 0;

    private static final int HEADERS = 8;
    private static final int SIGNATURE = 16;
    private static final int CANONICAL_REQUEST = 24;
    private static final int STRING_TO_SIGN = 32;

    private final String method;
    private final byte[] result;

    /** What was asked for before; computed twice if two threads ask at once. */
    private transient String url;

    private transient Headers headers;

    SignedRequest(String method, byte[] result) {
        this.method = method;
        this.result = result;
    }

    private int number(int at) {
        return result[at] & 0xff
                | (result[at + 1] & 0xff) << 8
                | (result[at + 2] & 0xff) << 16
                | (result[at + 3] & 0xff) << 24;
    }

    private String span(int at) {
        return Text.decode(result, number(at), number(at + 4));
    }

    /**
     * Returns the method.
     *
     * @return as it was given
     */
    public String method() {
        return method;
    }

    /**
     * Returns the exact URL to send.
     *
     * @return the URL, after presigning with the signature in its query
     */
    public String url() {
        String made = url;
        if (made == null) {
            url = made = span(URL);
        }
        return made;
    }

    /**
     * Returns every header to send, Host included.
     *
     * @return the fields
     */
    public Headers headers() {
        Headers made = headers;
        if (made == null) {
            headers = made = Headers.parse(result, number(HEADERS), number(HEADERS + 4));
        }
        return made;
    }

    /**
     * Returns the signature.
     *
     * @return 64 hex digits
     */
    public String signature() {
        return span(SIGNATURE);
    }

    /**
     * Returns the canonical request, to compare with the one in a server's message.
     *
     * @return lines
     */
    public String canonicalRequest() {
        return span(CANONICAL_REQUEST);
    }

    /**
     * Returns the string to sign, to compare with the one in a server's message.
     *
     * @return four lines
     */
    public String stringToSign() {
        return span(STRING_TO_SIGN);
    }

    /** Method and URL; without the query, which may hold a signature or token. */
    @Override
    public String toString() {
        return "SignedRequest[" + method + " " + Forms.withoutSecrets(url()) + "]";
    }
}
