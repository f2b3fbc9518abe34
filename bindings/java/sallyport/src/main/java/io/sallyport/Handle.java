package io.sallyport;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A native object with the calls that are using it counted, so that closing it never cuts one short.
 *
 * <p>A call is {@code long number = handle.enter(); try { ... } finally { handle.exit(); }}.
 */
final class Handle {
    /** Set in a count once the handle is closed. */
    private static final int CLOSED = Integer.MIN_VALUE;

    /** The kind of what no operation makes from options. */
    private static final int BATCH = 0;

    private final int kind;
    private final long number;
    private final String owner;

    /** Calls in progress, and the bit CLOSED. */
    private final AtomicInteger users = new AtomicInteger();

    private Handle(int kind, long number, Object owner) {
        this.kind = kind;
        this.number = number;
        this.owner = name(owner);
        try {
            Reaper.watch(owner, this);
        } catch (Throwable e) { // no memory, or no thread
            close();
            throw e;
        }
    }

    /** Makes a native object, which is freed when owner is closed or forgotten. */
    static Handle open(int kind, Options options, Object owner) {
        Loader.load();
        return new Handle(kind, Natives.create(kind, options.pairs()), owner);
    }

    /** Takes over what an operation made, which is freed when owner is closed or forgotten. */
    static Handle made(int kind, long number, Object owner) {
        return new Handle(kind, number, owner);
    }

    /** Takes over a batch, which is freed when owner is closed or forgotten. */
    static Handle ofBatch(long number, Object owner) {
        return new Handle(BATCH, number, owner);
    }

    /** The number for a native call; exit() must follow, in any thread. */
    long enter() {
        if (!tryEnter()) {
            throw closed(owner);
        }
        return number;
    }

    /** The same as enter(), or false if the object was closed. */
    boolean tryEnter() {
        if (users.incrementAndGet() < 0) {
            exit();
            return false;
        }
        return true;
    }

    /** The number of a handle that has been entered. */
    long number() {
        return number;
    }

    void exit() {
        if (users.decrementAndGet() == CLOSED) {
            drained();
        }
    }

    /** Frees the object after the last call in progress. Closing twice does nothing. */
    void close() {
        if (users.getAndUpdate(count -> count | CLOSED) == 0) {
            drained();
        }
    }

    boolean isClosed() {
        return users.get() < 0;
    }

    /** What a closed object of that owner throws. */
    static SallyportException closed(Object owner) {
        return closed(name(owner));
    }

    private static SallyportException closed(String owner) {
        return SallyportException.of(ErrorCode.HANDLE_CLOSED, "this " + owner + " was closed");
    }

    private static String name(Object owner) {
        return owner.getClass().getSimpleName();
    }

    /** There are no calls, and will be none. The count stays above CLOSED for good, whoever comes too late. */
    private void drained() {
        if (users.compareAndSet(CLOSED, CLOSED + 1)) {
            release();
        }
    }

    private void release() {
        if (kind == BATCH) {
            Natives.batchFree(number);
        } else {
            Natives.free(kind, number);
        }
        Reaper.forget(this);
    }
}
