package io.sallyport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An exchange whose body, if it is long, is read into the memory that it stays in: there is never a second one of its
 * size. One array if its length is known, else several.
 */
final class LongBody implements Steps {
    /** What the core gives in one read at the most. */
    private static final int PIECE = 256 << 10;

    /** What a JVM has in one array. */
    private static final long MOST = Integer.MAX_VALUE - 8;

    private static final List<String> IDEMPOTENT = Arrays.asList("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE");

    private final String method;
    private final Call call;
    private final long started = System.nanoTime();

    /** In milliseconds; 0: the client's, of each exchange. */
    private final long limit;

    /** How often the call may still be made again. */
    private long retries;

    private byte[][] results;

    /** Null: nothing was left in it. */
    private Handle stream;

    /** Of a body without known length: what is full. */
    private final List<byte[]> full = new ArrayList<>();

    /** What is being filled, up to there. */
    private byte[] room;

    private int at;

    /** Of the whole body, so far. */
    private long length;

    private boolean known;
    private boolean complete;

    /** Whether the fields behind the body are asked for, which were not there before its end. */
    private boolean trailing;

    /** For a call of CLIENT_DO, which is made again if the body breaks off, as the core does with one that it reads. */
    LongBody(Request request, Call call, long retries) {
        method = request.method;
        this.call = call;
        this.retries = retries;
        limit = request.timeout == null ? 0 : Text.milliseconds(request.timeout, "timeout");
    }

    @Override
    public long start(long object) {
        if (results == null) {
            return call.startLeaving(object);
        }
        if (complete) {
            return 0;
        }
        if (trailing) {
            return Ops.streamResponse().start(stream.number());
        }
        return Ops.streamRead()
                .number(Ops.STREAM_READ_SIZE, Math.min(PIECE, room.length - at))
                .start(stream.number());
    }

    @Override
    public boolean finish(long ticket, long millis) {
        if (results == null) {
            long[] left = new long[1];
            results = Natives.finish(Ops.CLIENT_DO, ticket, millis, left);
            if (results != null) {
                begin(left[0]);
            }
            return results != null;
        }
        try {
            return trailing ? finishTrailers(ticket, millis) : finishRead(ticket, millis);
        } catch (NetworkException | HttpException e) {
            repeat(e);
            return true;
        }
    }

    private void begin(long left) {
        if (left == 0) {
            full.add(results[Ops.RESPONSE_BODY]);
            complete = true;
            return;
        }
        stream = Handle.made(Ops.CLIENT_OPEN, left, this);
        byte[] begun = results[Ops.RESPONSE_BODY];
        known = begun == null || begun.length == 0;
        if (!known) {
            full.add(begun);
        }
        length = known ? 0 : begun.length;
        room = new byte[known ? announced() : PIECE];
    }

    private int announced() {
        String given = Headers.parse(results[Ops.RESPONSE_HEADERS]).get("Content-Length");
        return (int) fitting(Long.parseLong(given.split(",", 2)[0].trim()));
    }

    private static long fitting(long length) {
        if (length > MOST) {
            throw SallyportException.of(
                    ErrorCode.HTTP_BODY_TOO_LARGE,
                    "the body of the response has " + length + " bytes or more; an array holds " + MOST);
        }
        return length;
    }

    private boolean finishRead(long ticket, long millis) {
        int count = Natives.finishInto(Ops.STREAM_READ, ticket, millis, room, at);
        if (count < 0) {
            return false;
        }
        at += count;
        length = fitting(length + count);
        if (count == 0 && known) {
            throw SallyportException.of(
                    ErrorCode.HTTP_TRUNCATED, "the body ended after " + at + " of " + room.length + " bytes");
        }
        if (count == 0 || at == room.length) {
            full.add(at == room.length ? room : Arrays.copyOf(room, at));
            complete = known;
            trailing = count == 0;
            room = known || trailing ? null : new byte[PIECE];
            at = 0;
        }
        return true;
    }

    private boolean finishTrailers(long ticket, long millis) {
        byte[][] late = Natives.finish(Ops.STREAM_RESPONSE, ticket, millis, null);
        if (late == null) {
            return false;
        }
        results[Ops.RESPONSE_TRAILERS] = late[Ops.RESPONSE_TRAILERS];
        complete = true;
        return true;
    }

    /** Prepares for the call to be made again, or throws what went wrong. */
    private void repeat(SallyportException e) {
        if (retries == 0 || !e.retryable() || e instanceof TimeoutException || !IDEMPOTENT.contains(method)) {
            throw e;
        }
        retries--;
        end();
        results = null;
        room = null;
        full.clear();
        at = 0;
        trailing = false;
        if (limit > 0) {
            long passed = (System.nanoTime() - started) / 1_000_000;
            call.number(Ops.CLIENT_DO_TIMEOUT_MS, Math.max(1, limit - passed));
        }
    }

    @Override
    public byte[][] results() {
        return results;
    }

    /** The body, in one array or several. */
    byte[][] content() {
        return full.toArray(new byte[0][]);
    }

    @Override
    public void end() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
