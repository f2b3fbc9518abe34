package io.sallyport;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A body in chunks, each with a signature of its own, as it goes over the wire behind the request that it was signed
 * with. One chunk is in memory. Not for use by several threads. Specification: Amazon S3 API Reference, "Transferring
 * payload in multiple chunks" and "Including trailing headers".
 */
public final class SignedBody extends InputStream {
    /** Entered until the body was read to its end, or closed: the credentials stay, even if they are renewed. */
    private final Handle signer;

    private boolean exited;
    private final SignedRequest request;
    private final InputStream source;
    private final byte[] chunk;
    private final long length;

    /** Of the source, not yet in a chunk; -1: the last chunk was made. */
    private long left;

    private byte[] state;

    /** A frame: head, chunk, tail. at is what of it was read. */
    private byte[][] frame = {};

    private int part;
    private int at;

    /** The head that call signs, which says how long the body is. */
    SignedBody(Channel channel, Call call, String method, InputStream source, int chunkSize) {
        this.source = Text.given(source, "body");
        signer = channel.enter();
        try {
            byte[][] spans = call.runEntered(signer);
            request = SignedRequest.of(method, spans);
            if (request.headers().get("X-Amz-Decoded-Content-Length") == null) {
                throw SallyportException.of(
                        ErrorCode.PAYLOAD_HASH_MALFORMED, "the body is an event stream, which resignEvents is for");
            }
            length = Long.parseLong(request.headers().get("Content-Length"));
            left = Long.parseLong(request.headers().get("X-Amz-Decoded-Content-Length"));
            state = spans[Ops.CHUNKED_STATE];
        } catch (Throwable e) {
            signer.exit();
            throw e;
        }
        chunk = new byte[(int) Math.min(left, chunkSize == 0 ? 65536 : chunkSize)];
    }

    static Call call(Request request, long length, int chunkSize) {
        if (length < 0) {
            throw SallyportException.usage("length is " + length + "; S3 has to know the length of a body in chunks");
        }
        return Text.given(request, "request", ErrorCode.NULL_POINTER)
                .packed()
                .into(Ops.signerSignChunks())
                .number(Ops.SIGNER_SIGN_CHUNKS_TIME, Text.time(request.time))
                .number(Ops.SIGNER_SIGN_CHUNKS_CONTENT_LENGTH, length)
                .number(Ops.SIGNER_SIGN_CHUNKS_CHUNK_SIZE, chunkSize);
    }

    private void leave() {
        if (!exited) {
            exited = true;
            signer.exit();
        }
    }

    /**
     * Returns the head of the request.
     *
     * @return what to send before this body, Content-Length included
     */
    public SignedRequest request() {
        return request;
    }

    /**
     * Returns the length on the wire.
     *
     * @return bytes that this stream gives, the Content-Length
     */
    public long length() {
        return length;
    }

    /** False at the end. */
    private boolean more() throws IOException {
        while (part == frame.length || at == frame[part].length) {
            if (part < frame.length) {
                part++;
                at = 0;
            } else if (left < 0) {
                return false;
            } else {
                next();
            }
        }
        return true;
    }

    private void next() throws IOException {
        if (exited) {
            throw failed(SallyportException.of(ErrorCode.HANDLE_CLOSED, "this body was closed"));
        }
        int size = (int) Math.min(left, chunk.length);
        int have = 0;
        while (have < size) {
            int n = source.read(chunk, have, size - have);
            if (n < 0) {
                throw failed(SallyportException.of(
                        ErrorCode.REQUEST_BODY_FAILED, "the body ended " + (left - have) + " bytes before its length"));
            }
            have += n;
        }
        byte[] data = size == chunk.length ? chunk : Arrays.copyOf(chunk, size);
        byte[][] spans;
        try {
            spans = Ops.signerNextChunk()
                    .text(Ops.SIGNER_NEXT_CHUNK_STATE, state)
                    .text(Ops.SIGNER_NEXT_CHUNK_DATA, data)
                    .runEntered(signer);
        } catch (SallyportException e) {
            throw failed(e);
        }
        state = spans[Ops.FRAME_STATE];
        frame = new byte[][] {spans[Ops.FRAME_HEAD], data, spans[Ops.FRAME_TAIL]};
        part = 0;
        at = 0;
        left = size == 0 ? -1 : left - size;
        if (left < 0) {
            leave();
        }
    }

    private static IOException failed(SallyportException e) {
        return new IOException(e.getMessage(), e);
    }

    @Override
    public int read() throws IOException {
        return more() ? frame[part][at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (offset < 0 || length < 0 || length > into.length - offset) {
            throw new IndexOutOfBoundsException(offset + ", " + length + " of " + into.length);
        }
        int done = 0;
        while (done < length && (done == 0 || part < frame.length) && more()) {
            int n = Math.min(length - done, frame[part].length - at);
            System.arraycopy(frame[part], at, into, offset + done, n);
            at += n;
            done += n;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    /** Closes the source. A body that is not read to its end has to be closed. */
    @Override
    public void close() throws IOException {
        leave();
        source.close();
    }

    /** Its length. */
    @Override
    public String toString() {
        return "SignedBody[" + length + " bytes]";
    }
}
