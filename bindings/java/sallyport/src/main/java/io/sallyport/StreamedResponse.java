package io.sallyport;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A response whose body is read as it arrives. To be closed; one that is forgotten is freed after garbage collection.
 * One thread may read it, and another one close it.
 */
public final class StreamedResponse implements AutoCloseable {
    /** What the core gives in one read at the most. */
    private static final int PIECE = 128 << 10;

    private final Stream stream;
    private final Response head;
    private final InputStream body = new Body();

    /** Null before the end of the body. */
    private volatile Headers trailers;

    private StreamedResponse(Stream stream) {
        this.stream = stream;
        head = new Response(stream.method, Ops.streamResponse().await(stream.handle));
    }

    /** Waits for the head of the response. */
    static StreamedResponse of(Stream stream) {
        try {
            return new StreamedResponse(stream);
        } catch (Throwable e) {
            stream.failed(e);
            throw e;
        }
    }

    /** Sends the body first, or as much of it as the server takes. */
    static StreamedResponse upload(Stream stream, InputStream source) throws IOException {
        try {
            byte[] piece = new byte[PIECE];
            for (int n = source.read(piece); n >= 0; n = source.read(piece)) {
                byte[] data = n == piece.length ? piece : Arrays.copyOf(piece, n);
                byte[][] written =
                        Ops.streamWrite().text(Ops.STREAM_WRITE_DATA, data).await(stream.handle);
                if (new Facts(written).number(Ops.WRITTEN_WRITTEN, 0) < n) { // the server has answered
                    return new StreamedResponse(stream);
                }
            }
            Ops.streamEnd().run(stream.handle);
            return new StreamedResponse(stream);
        } catch (Throwable e) {
            stream.failed(e);
            throw e;
        }
    }

    /**
     * Returns the head of the response.
     *
     * @return status, headers and the rest; its content is empty
     */
    public Response head() {
        return head;
    }

    /**
     * Returns the status.
     *
     * @return such as 200
     */
    public int statusCode() {
        return head.statusCode();
    }

    /**
     * Returns the header.
     *
     * @return all fields
     */
    public Headers headers() {
        return head.headers();
    }

    /**
     * Returns the fields behind a body in chunks.
     *
     * @return the fields; none before the body was read to its end
     */
    public Headers trailers() {
        return trailers == null ? Headers.of() : trailers;
    }

    /**
     * Returns the body. What fails on the way is an {@link IOException} caused by a {@link SallyportException}: a body
     * that was cut off never looks like one that ended. Interrupting the thread ends the exchange.
     *
     * @return the same stream each time; closing it closes the response
     */
    public InputStream body() {
        return body;
    }

    /** Gives the connection up, or reads a small rest of the body to keep it. Closing twice does nothing. */
    @Override
    public void close() {
        stream.handle.close();
    }

    /** The status. */
    @Override
    public String toString() {
        return "StreamedResponse[" + statusCode() + "]";
    }

    /** An exchange that was begun. */
    static final class Stream {
        private final String method;
        private final String url;
        private final Handle handle;

        Stream(Request request, Call call, Handle client) {
            method = request.method;
            url = request.url;
            handle = call.open(client, this);
        }

        private void failed(Throwable failure) {
            handle.close();
            Log.failed(method, url, failure);
        }
    }

    private final class Body extends InputStream {
        private byte[] piece = {};
        private int at;
        private boolean ended;

        /** False at the end. */
        private boolean more() throws IOException {
            if (at == piece.length && !ended) {
                try {
                    piece = Ops.streamRead().number(Ops.STREAM_READ_SIZE, PIECE).await(stream.handle)[Ops.CHUNK_DATA];
                } catch (SallyportException e) {
                    throw new IOException(e.getMessage(), e);
                }
                at = 0;
                ended = piece.length == 0;
                if (ended && headers().get("Transfer-Encoding") != null) {
                    trailers = Headers.parse(Ops.streamResponse().await(stream.handle)[Ops.RESPONSE_TRAILERS]);
                }
            }
            return !ended;
        }

        @Override
        public int read() throws IOException {
            return more() ? piece[at++] & 0xFF : -1;
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
            int n = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, offset, n);
            at += n;
            return n;
        }

        @Override
        public int available() {
            return piece.length - at;
        }

        @Override
        public void close() {
            StreamedResponse.this.close();
        }
    }
}
