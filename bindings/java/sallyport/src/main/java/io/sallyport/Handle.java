package io.sallyport;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A native object with the calls that are using it counted, so that closing it never cuts one short.
 *
 * <p>A call is {@code long number = handle.enter(); try { ... } finally { handle.exit(); }}.
 */
final class Handle {
    /** Set in users once the handle is closed. */
    private static final int CLOSED = Integer.MIN_VALUE;

    private final int kind;
    private final long number;
    private final String owner;

    /** Calls in progress, and the bit CLOSED. */
    private final AtomicInteger users = new AtomicInteger();

    private Handle(int kind, long number, String owner) {
        this.kind = kind;
        this.number = number;
        this.owner = owner;
    }

    /** Makes a native object, which is freed when owner is closed or forgotten. */
    static Handle open(int kind, Options options, Object owner) {
        Loader.load();
        Handle handle = new Handle(
                kind, Natives.create(kind, options.pairs()), owner.getClass().getSimpleName());
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
        Handle handle = new Handle(Natives.BATCH, number, owner.getClass().getSimpleName());
        try {
            Reaper.watch(owner, handle);
        } catch (Throwable e) { // no memory, or no thread
            handle.close();
            throw e;
        }
        return handle;
    }

    /** The number for a native call; exit() must follow. */
    long enter() {
        if (users.incrementAndGet() < 0) {
            exit();
            throw closed();
        }
        return number;
    }

    void exit() {
        if (users.decrementAndGet() == CLOSED) {
            release();
        }
    }

    /** Frees the object after the last call in progress. Closing twice does nothing. */
    void close() {
        for (int now = users.get(); now >= 0; now = users.get()) {
            if (users.compareAndSet(now, now | CLOSED)) {
                if (now == 0) {
                    release();
                }
                return;
            }
        }
    }

    boolean isClosed() {
        return users.get() < 0;
    }

    SallyportException closed() {
        return SallyportException.of(ErrorCode.HANDLE_CLOSED, "this " + owner + " was closed");
    }

    /** Frees once: the count stays above CLOSED for good, whoever comes too late. */
    private void release() {
        if (users.compareAndSet(CLOSED, CLOSED + 1)) {
            if (kind == Natives.BATCH) {
                Natives.batchFree(number);
            } else {
                Natives.free(kind, number);
            }
            Reaper.forget(this);
        }
    }
}
