package io.sallyport;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A native object with the calls that are using it counted, so that closing it never cuts one short.
 *
 * <p>A call is {@code long number = handle.enter(); try { ... } finally { handle.exit(); }}.
 */
final class Handle {
    /** Set in a count once the handle is closed. */
    private static final int CLOSED = Integer.MIN_VALUE;

    /** Threads count apart in this many groups: a number that all write would travel between the cores at each call. */
    private static final int GROUPS = 8;

    /** Numbers in a cache line, so that no two groups share one. */
    private static final int STRIDE = 16;

    private final int kind;
    private final long number;
    private final String owner;

    /** Calls in progress of each group of threads, and the bit CLOSED. */
    private final AtomicIntegerArray users;

    private final AtomicBoolean closed = new AtomicBoolean();

    /** Groups that may still have calls. */
    private final AtomicInteger busy;

    private Handle(int kind, long number, String owner, int groups) {
        this.kind = kind;
        this.number = number;
        this.owner = owner;
        users = new AtomicIntegerArray((groups + 1) * STRIDE);
        busy = new AtomicInteger(groups);
    }

    /** Makes a native object, which is freed when owner is closed or forgotten. */
    static Handle open(int kind, Options options, Object owner) {
        Loader.load();
        Handle handle = new Handle(
                kind, Natives.create(kind, options.pairs()), owner.getClass().getSimpleName(), GROUPS);
        try {
            Reaper.watch(owner, handle);
        } catch (Throwable e) { // no memory, or no thread
            handle.close();
            throw e;
        }
        return handle;
    }

    /** Takes over a batch, which is freed when owner is closed or forgotten. */
    static Handle ofBatch(long number, Object owner) {
        Handle handle = new Handle(Natives.BATCH, number, owner.getClass().getSimpleName(), 1);
        try {
            Reaper.watch(owner, handle);
        } catch (Throwable e) { // no memory, or no thread
            handle.close();
            throw e;
        }
        return handle;
    }

    /** Where this thread counts; the array begins with room that nobody uses, as its head may be shared. */
    private int group() {
        int groups = users.length() / STRIDE - 1;
        return STRIDE * (1 + ((int) Thread.currentThread().getId() & (groups - 1)));
    }

    /** The number for a native call; exit() in the same thread must follow. */
    long enter() {
        if (users.incrementAndGet(group()) < 0) {
            exit();
            throw closed();
        }
        return number;
    }

    void exit() {
        int group = group();
        if (users.decrementAndGet(group) == CLOSED) {
            drained(group);
        }
    }

    /** Frees the object after the last call in progress. Closing twice does nothing. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        for (int group = STRIDE; group < users.length(); group += STRIDE) {
            if (users.getAndUpdate(group, count -> count | CLOSED) == 0) {
                drained(group);
            }
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    SallyportException closed() {
        return SallyportException.of(ErrorCode.HANDLE_CLOSED, "this " + owner + " was closed");
    }

    /** A group has no calls and gets no more. Its count stays above CLOSED for good, whoever comes too late. */
    private void drained(int group) {
        if (users.compareAndSet(group, CLOSED, CLOSED + 1) && busy.decrementAndGet() == 0) {
            release();
        }
    }

    private void release() {
        if (kind == Natives.BATCH) {
            Natives.batchFree(number);
        } else {
            Natives.free(kind, number);
        }
        Reaper.forget(this);
    }
}
