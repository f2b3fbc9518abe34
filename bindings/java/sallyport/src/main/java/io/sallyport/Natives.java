package io.sallyport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * All natives; the C code registers them for this class when it is loaded.
 *
 * <p>Text is UTF-8 in byte[]; null is "not given". Handles are numbers, and 0 is none. Failures throw. Only
 * {@link Handle} and its callers may call these: a handle must not be freed while a call uses it.
 */
final class Natives {
    /** The kinds of handles, as numbered in ops.tsv. */
    static final int SIGNER = 1;

    static final int CLIENT = 2;
    static final int PUBLISHER = 3;
    static final int VERIFIER = 4;
    static final int METADATA = 5;
    static final int BATCH = 8;

    private Natives() {}

    /** The version of the library. */
    static native byte[] version();

    /** Starts the core if that is possible; does not fail. */
    static native void start();

    /** Makes an object. options: key, value, key, value... */
    static native long create(int kind, byte[][] options);

    static native void free(int kind, long handle);

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

    /**
     * Presigns one of many URLs. common is the address of method, field lines and payload hash, whose lengths follow;
     * kept owns that memory. Returns the URL to send: in expected if it has just that length, else in a new array.
     */
    static native byte[] presignUrl(
            long signer,
            long common,
            int method,
            int headers,
            int payloadHash,
            long time,
            long expires,
            byte[] url,
            int from,
            int length,
            byte[] expected,
            int expectedLength,
            Object kept);

    /**
     * Presigns a column, as {@link Column#numbers} describes it; common is as for {@link #presignUrl}, and kept owns the
     * memory of both. Returns a batch.
     */
    static native long presignBatch(
            long signer,
            long common,
            int method,
            int headers,
            int payloadHash,
            long time,
            long expires,
            long[] urls,
            Object kept);

    /** Verifies columns; null is no column, and kept owns their memory. Returns a batch. */
    static native long verifyBatch(
            long verifier, long[] signatures, long[] documents, long[] audiences, long now, Object kept);

    /** Puts the addresses of validity (or 0), offsets and data of a column into out. */
    static native void batchColumn(long batch, byte[] name, long[] out);

    /** The code of each row. */
    static native int[] batchCodes(long batch);

    static native void batchFree(long batch);

    /** Where a direct buffer begins, whatever its position; 0 if it is not direct. */
    static native long address(ByteBuffer buffer);

    /** A buffer on native memory, which must not be used after that is freed. */
    static native ByteBuffer memory(long address, long size);

    /** Sends a request. Returns status (decimal), field lines, body, and the facts that were asked for. */
    static native byte[][] request(
            long client,
            byte[] method,
            byte[] url,
            byte[] headers,
            byte[] body,
            byte[] payloadHash,
            long timeoutMillis,
            byte[][] facts);

    /** Publishes a message. Returns what {@link #request} does. */
    static native byte[][] publish(
            long publisher,
            byte[] topic,
            byte[] payload,
            int qos,
            boolean retain,
            byte[] contentType,
            byte[] responseTopic,
            byte[] correlationData,
            byte[] payloadFormat,
            byte[] userProperties,
            long messageExpiry,
            long timeoutMillis,
            byte[][] facts);

    /** Verifies. Returns the members of sally_identity in order. */
    static native byte[][] verify(long verifier, byte[] signature, byte[] document, byte[] audience, long now);

    /** A fresh audience. */
    static native byte[] audience();

    /** Document and signature. */
    static native byte[][] identity(long metadata, byte[] audience);

    /** The answer for one path. */
    static native byte[] get(long metadata, byte[] path);

    /** Stands for the time at which the library reads the clock. */
    static final long NOW = Long.MIN_VALUE;

    /** Throws; the natives call it. */
    static void fail(int code, int detail, byte[] message) {
        throw SallyportException.of(code, new String(message, StandardCharsets.UTF_8), detail, null);
    }
}
