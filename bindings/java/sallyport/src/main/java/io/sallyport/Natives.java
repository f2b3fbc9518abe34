package io.sallyport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * All natives; the C code registers them for this class when it is loaded.
 *
 * <p>An operation is a number of {@link Ops}, and so is a kind of object: that of the operation which makes it. Text is
 * UTF-8 in byte[]; null is "not given". Handles are numbers, and 0 is none. Failures throw. Whoever uses a handle here
 * keeps it from being freed meanwhile, as {@link Handle} does by counting.
 */
final class Natives {
    private Natives() {}

    /** The version of the library. */
    static native byte[] version();

    /** Starts the core if that is possible; does not fail. */
    static native void startCore();

    /** Sets what the process as a whole may use. */
    static native void runtimeSet(byte[] key, byte[] value);

    /** Makes an object. options: key, value, key, value... */
    static native long create(int kind, byte[][] options);

    static native void free(int kind, long handle);

    /** Runs an operation and returns its results. One that waits holds the thread. */
    static native byte[][] call(int op, long object, byte[][] texts, long[] numbers);

    /** Runs an operation that makes an object of another one, and returns its handle. */
    static native long open(int op, long object, byte[][] texts, long[] numbers);

    /**
     * Runs an operation on columns, each as {@link Column#numbers} describes it; null is no column, and kept owns their
     * memory. Returns a batch.
     */
    static native long batch(int op, long object, byte[][] texts, long[] numbers, long[][] columns, Object kept);

    /**
     * Starts an operation that waits, and returns a ticket. Nothing of the arguments is needed afterwards.
     *
     * @param leave a long body may be left in a stream
     */
    static native long start(int op, long object, byte[][] texts, long[] numbers, boolean leave);

    /**
     * Waits for what was started, at most some milliseconds; below 0: without limit. Returns its results, once, or null
     * if it is not done yet.
     *
     * @param left gets the stream that has the body, or 0; null frees it
     */
    static native byte[][] finish(int op, long ticket, long millis, long[] left);

    /** The same for an operation with one result, which is put into an array: its length, or -1 if it is not done yet. */
    static native int finishInto(int op, long ticket, long millis, byte[] into, int at);

    /** Ends a call that was started: finish says CANCELLED. Does not wait for it. */
    static native void cancel(long ticket);

    /** Cancels the call if it is not done. */
    static native void freeTicket(long ticket);

    /**
     * Signs. packed begins with method, URL, field lines, payload hash and body, whose lengths follow; longBody is a
     * body that is not there. Returns the length of what is at the begin of result then (see {@link SignedRequest}), or
     * the negated length that result should have.
     *
     * @param capacity of result: to ask for it in C would be slow
     */
    static native int sign(
            long signer,
            boolean presign,
            byte[] packed,
            int method,
            int url,
            int headers,
            int payloadHash,
            int body,
            byte[] longBody,
            long time,
            long expires,
            byte[] result,
            int capacity);

    /** Puts the addresses of validity (or 0), offsets and data of a column into out. */
    static native void batchColumn(long batch, byte[] name, long[] out);

    /** The code of each row. */
    static native int[] batchCodes(long batch);

    static native void batchFree(long batch);

    /** Where a direct buffer begins, whatever its position; 0 if it is not direct. */
    static native long address(ByteBuffer buffer);

    /** A buffer on native memory, which must not be used after that is freed. */
    static native ByteBuffer memory(long address, long size);

    /** From now on waiterNext returns the ticket when its call is done, once. A ticket can be added once. */
    static native void waiterAdd(long ticket);

    /**
     * Waits until a call is done, at most some milliseconds; puts the tickets of those that are done into the array and
     * returns how many.
     */
    static native int waiterNext(int millis, long[] tickets);

    /** Throws; the natives call it. */
    static void fail(int code, int detail, byte[] message, byte[] causeId) {
        throw SallyportException.of(code, new String(message, StandardCharsets.UTF_8), detail, null)
                .because(Text.decode(causeId));
    }
}
