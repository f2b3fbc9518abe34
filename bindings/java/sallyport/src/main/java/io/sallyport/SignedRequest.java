package io.sallyport;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A request in the form that was signed. Send exactly {@link #url()} and {@link #headers()}, with any HTTP library.
 * Immutable.
 */
public final class SignedRequest implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String method;

    /** Of each span, in the order of Ops.SIGNED_..., its begin and its length, 4 bytes each; then the spans. */
    private final byte[] result;

    /** What was asked for before; computed twice if two threads ask at once. */
    private transient String url;

    private transient Headers headers;

    SignedRequest(String method, byte[] result) {
        this.method = method;
        this.result = result;
    }

    /** Of the results of an operation, the first of which are those of Ops.SIGNED_.... */
    static SignedRequest of(String method, byte[][] results) {
        byte[][] spans = Arrays.copyOf(results, Ops.SIGNED_COUNT);
        int length = 8 * spans.length;
        for (byte[] span : spans) {
            length += span.length;
        }
        ByteBuffer packed = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int begin = 8 * spans.length;
        for (byte[] span : spans) {
            packed.putInt(begin).putInt(span.length);
            begin += span.length;
        }
        for (byte[] span : spans) {
            packed.put(span);
        }
        return new SignedRequest(method, packed.array());
    }

    private int number(int at) {
        return result[at] & 0xff
                | (result[at + 1] & 0xff) << 8
                | (result[at + 2] & 0xff) << 16
                | (result[at + 3] & 0xff) << 24;
    }

    private int begin(int span) {
        return number(8 * span);
    }

    private int length(int span) {
        return number(8 * span + 4);
    }

    private String text(int span) {
        return Text.decode(result, begin(span), length(span));
    }

    byte[] urlBytes() {
        return Arrays.copyOfRange(result, begin(Ops.SIGNED_URL), begin(Ops.SIGNED_URL) + length(Ops.SIGNED_URL));
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
            url = made = text(Ops.SIGNED_URL);
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
            headers = made = Headers.parse(result, begin(Ops.SIGNED_HEADERS), length(Ops.SIGNED_HEADERS));
        }
        return made;
    }

    /**
     * Returns the signature.
     *
     * @return 64 hex digits
     */
    public String signature() {
        return text(Ops.SIGNED_SIGNATURE);
    }

    /**
     * Returns the canonical request, to compare with the one in a server's message.
     *
     * @return lines
     */
    public String canonicalRequest() {
        return text(Ops.SIGNED_CANONICAL_REQUEST);
    }

    /**
     * Returns the string to sign, to compare with the one in a server's message.
     *
     * @return four lines
     */
    public String stringToSign() {
        return text(Ops.SIGNED_STRING_TO_SIGN);
    }

    /** Method and URL; without the query, which may hold a signature or token. */
    @Override
    public String toString() {
        return "SignedRequest[" + method + " " + Forms.withoutSecrets(url()) + "]";
    }
}
