package io.sallyport;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The body of an incoming request, without the frames of its chunks. Of signed chunks nothing comes out that was not
 * signed; of a body without signatures it is known at its end whether it is the one that was sent: act on it only after
 * that. A refusal is an IOException whose cause is a {@link VerificationException}. One chunk
 * is in memory, at most 16 MiB. Not for use by several threads. Specification: Amazon S3 API Reference, "Transferring
 * payload in multiple chunks" and "Including trailing headers"; Amazon Transcribe Developer Guide, "Event stream
 * encoding".
 */
public final class VerifiedBody extends InputStream {
    private static final int PIECE = 65536;

    private final Handle verifier;
    private final VerifiedRequest request;
    private final InputStream source;
    private final byte[] secret;

    /** That the dates of an event stream are compared with: {@link Ops#NOW} is the clock's. */
    private final long time;

    /** Null if the body is not in chunks; digest is null if its hash is not known. */
    private byte[] state;

    private final MessageDigest digest;

    /** What was read of the source: from begin to end it was not used. */
    private byte[] have = new byte[PIECE];

    private int begin;
    private int end;
    private int wants = 1;
    private boolean ended;

    /** What comes out: from at to limit. */
    private byte[] out = {};

    private int at;
    private int limit;
    private boolean over;
    private IOException failure;

    VerifiedBody(Handle verifier, VerifiedRequest request, byte[] state, byte[] secret, long time, InputStream source) {
        this.verifier = verifier;
        this.request = request;
        this.source = source;
        this.secret = secret;
        this.time = time;
        this.state = request.payload().equals("streaming") ? state : null;
        try {
            digest = this.state != null || request.payload().equals("unsigned")
                    ? null
                    : MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) { // every JVM has it
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns what is proven of the request.
     *
     * @return with payload "streaming", "declared" or "unsigned"
     */
    public VerifiedRequest request() {
        return request;
    }

    /** False at the end. */
    private boolean more() throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            while (at == limit && !over) {
                if (state == null) {
                    plain();
                } else {
                    chunk();
                }
            }
        } catch (SallyportException e) {
            failure = new IOException(e.getMessage(), e);
            throw failure;
        }
        return at < limit;
    }

    private void plain() throws IOException {
        int n = source.read(have, 0, have.length);
        over = n < 0;
        if (digest != null && n > 0) {
            digest.update(have, 0, n);
        } else if (digest != null && over && !hex(digest.digest()).equals(request.payloadHash())) {
            throw SallyportException.of(
                    ErrorCode.REQUEST_PAYLOAD_CHANGED, "the SHA-256 of the body is not the one that was signed");
        }
        out = have;
        at = 0;
        limit = Math.max(n, 0);
    }

    private void chunk() throws IOException {
        while (end - begin < wants && !ended) {
            if (end == have.length) {
                int grown = end - begin < have.length / 2 ? have.length : Math.max(2 * have.length, PIECE);
                byte[] larger = new byte[grown];
                System.arraycopy(have, begin, larger, 0, end - begin);
                end -= begin;
                begin = 0;
                have = larger;
            }
            int n = source.read(have, end, have.length - end);
            ended = n < 0;
            end += Math.max(n, 0);
        }
        byte[] data = Arrays.copyOfRange(have, begin, end);
        byte[][] piece = Ops.requestVerifierNextChunk()
                .text(Ops.REQUEST_VERIFIER_NEXT_CHUNK_STATE, state)
                .text(Ops.REQUEST_VERIFIER_NEXT_CHUNK_DATA, data)
                .text(Ops.REQUEST_VERIFIER_NEXT_CHUNK_SECRET_ACCESS_KEY, secret)
                .number(Ops.REQUEST_VERIFIER_NEXT_CHUNK_ENDED, ended ? 1 : 0)
                .number(Ops.REQUEST_VERIFIER_NEXT_CHUNK_TIME, time)
                .run(verifier);
        int used = number(piece[Ops.PIECE_USED]);
        state = piece[Ops.PIECE_STATE];
        wants = Math.max(1, number(piece[Ops.PIECE_WANTS]));
        begin += used;
        out = data;
        at = number(piece[Ops.PIECE_START]);
        limit = number(piece[Ops.PIECE_END]);
        over = used == 0 && ended;
    }

    private static int number(byte[] text) {
        return Integer.parseInt(Text.decode(text));
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return text.toString();
    }

    /**
     * Returns what the next message of an event stream carries, for {@link SignedEvents#sign}; of another body, or after
     * {@link #read()}, some of its bytes.
     *
     * @return null at the end
     * @throws IOException as {@link #read()}
     */
    public byte[] readMessage() throws IOException {
        if (!more()) {
            return null;
        }
        byte[] message = Arrays.copyOfRange(out, at, limit);
        at = limit;
        return message;
    }

    @Override
    public int read() throws IOException {
        return more() ? out[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (offset < 0 || length < 0 || length > into.length - offset) {
            throw new IndexOutOfBoundsException(offset + ", " + length + " of " + into.length);
        }
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int n = Math.min(length, limit - at);
        System.arraycopy(out, at, into, offset, n);
        at += n;
        return n;
    }

    /** Closes the source. */
    @Override
    public void close() throws IOException {
        source.close();
    }

    /** Says what it is. */
    @Override
    public String toString() {
        return "VerifiedBody[]";
    }
}
