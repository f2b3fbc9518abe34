package io.sallyport;

import java.util.Arrays;
import java.util.List;

/**
 * An exchange whose body, if it is long and its length known, is read into the array that it stays in: there is never a
 * second one of its size.
 */
final class LongBody {
    /** What the core gives in one read at the most. */
    private static final int PIECE = 256 << 10;

    /** What a JVM has in one array. */
    private static final long MOST = Integer.MAX_VALUE - 8;

    private static final List<String> IDEMPOTENT = Arrays.asList("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE");

    private final Request request;
    private final Call call;

    /** In milliseconds; 0: the client's, of each exchange. */
    private final long limit;

    private LongBody(Request request, Call call) {
        this.request = request;
        this.call = call;
        limit = request.timeout == null ? 0 : Text.milliseconds(request.timeout, "timeout");
    }

    /** Makes a call of CLIENT_DO, and again if the body breaks off, as the core does with one that it reads itself. */
    static byte[][] await(Request request, Call call, Handle client, long retries) {
        return new LongBody(request, call).await(client, retries);
    }

    private byte[][] await(Handle client, long retries) {
        long start = System.nanoTime();
        while (true) {
            long[] left = new long[1];
            byte[][] results = call.await(client, left);
            if (left[0] == 0) {
                return results;
            }
            Handle stream = Handle.made(Ops.CLIENT_OPEN, left[0], this);
            try {
                results[Ops.RESPONSE_BODY] = read(stream, length(results));
                return results;
            } catch (NetworkException | HttpException e) {
                if (retries == 0 || !mayRepeat(e)) {
                    throw e;
                }
            } finally {
                stream.close();
            }
            retries--;
            if (limit > 0) {
                long passed = (System.nanoTime() - start) / 1_000_000;
                call.number(Ops.CLIENT_DO_TIMEOUT_MS, Math.max(1, limit - passed));
            }
        }
    }

    private boolean mayRepeat(SallyportException e) {
        return e.retryable() && !(e instanceof TimeoutException) && IDEMPOTENT.contains(request.method);
    }

    private static int length(byte[][] results) {
        String given = Headers.parse(results[Ops.RESPONSE_HEADERS]).get("Content-Length");
        long length = Long.parseLong(given.split(",", 2)[0].trim());
        if (length > MOST) {
            throw SallyportException.of(
                    ErrorCode.HTTP_BODY_TOO_LARGE,
                    "the body of the response has " + length + " bytes; an array holds " + MOST);
        }
        return (int) length;
    }

    private static byte[] read(Handle stream, int length) {
        byte[] body = new byte[length];
        for (int at = 0, count; at < length; at += count) {
            count = Ops.streamRead()
                    .number(Ops.STREAM_READ_SIZE, Math.min(PIECE, length - at))
                    .awaitInto(stream, body, at);
            if (count == 0) {
                throw SallyportException.of(
                        ErrorCode.HTTP_TRUNCATED, "the body ended after " + at + " of " + length + " bytes");
            }
        }
        return body;
    }
}
