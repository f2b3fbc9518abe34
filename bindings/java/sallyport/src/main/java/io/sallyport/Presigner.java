package io.sallyport;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Presigns many URLs that have method, lifetime, headers and time in common: one by one, or a column at a time. It is
 * immutable, may be shared between threads, and works as long as its {@link Signer} is open.
 */
public final class Presigner {
    /** The library refuses URLs that are longer; no room is made for their results. */
    private static final int LONG_URL = 64 << 10;

    private final Handle handle;
    private final Signer signer; // kept from being reaped
    private final String method;
    private final List<Map.Entry<String, String>> headers;
    private final String payloadHash;
    private final long time;
    private final long expires;

    /** What all URLs share, where C can read it without asking the JVM. */
    private final ByteBuffer common;

    private final long commonAddress;
    private final int methodLength;
    private final int headersLength;
    private final int hashLength;

    /** By how much the last result was longer than its URL; the next one most likely is too. Races do no harm. */
    private int added;

    Presigner(
            Handle handle,
            Signer signer,
            String method,
            List<Map.Entry<String, String>> headers,
            String payloadHash,
            long time,
            long expires) {
        this.handle = handle;
        this.signer = signer;
        this.method = method;
        this.headers = headers;
        this.payloadHash = payloadHash;
        this.time = time;
        this.expires = expires;
        Packer packer = new Packer(new byte[64]);
        methodLength = packer.text(method, "method");
        headersLength = packer.headers(headers);
        hashLength =
                payloadHash == null ? 0 : packer.text(payloadHash, "payloadHash", ErrorCode.PAYLOAD_HASH_MALFORMED);
        common = ByteBuffer.allocateDirect(packer.length);
        common.put(packer.bytes, 0, packer.length);
        commonAddress = Natives.address(common);
    }

    /**
     * Returns a presigner that signs a header too. A name may come more than once.
     *
     * @param name such as "Content-Type"
     * @param value that the user of the URLs must send
     * @return another presigner
     */
    public Presigner withHeader(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(new SimpleImmutableEntry<>(name, value));
        return new Presigner(handle, signer, method, more, payloadHash, time, expires);
    }

    /**
     * Returns a presigner with a payload hash.
     *
     * @param hash 64 hex digits or a constant such as "UNSIGNED-PAYLOAD"; null: that of an empty body
     * @return another presigner
     */
    public Presigner withPayloadHash(String hash) {
        return new Presigner(handle, signer, method, headers, hash, time, expires);
    }

    /**
     * Returns a presigner that signs for a time.
     *
     * @param at null: now
     * @return another presigner
     */
    public Presigner withTime(Instant at) {
        long seconds = at == null ? Natives.NOW : at.getEpochSecond();
        return new Presigner(handle, signer, method, headers, payloadHash, seconds, expires);
    }

    /**
     * Presigns a URL.
     *
     * @param url absolute; may hold raw spaces and UTF-8
     * @return the URL to send
     * @throws UsageException as {@link Signer#sign(Request)} does
     */
    public String presign(String url) {
        byte[] bytes = Text.encode(url, "url", ErrorCode.INVALID_URL);
        return Text.decode(presign(bytes, 0, bytes.length));
    }

    /**
     * Presigns a URL in UTF-8. This is the form with the fewest copies for a single row.
     *
     * @param url holds it
     * @param from where it begins
     * @param length how many bytes it has
     * @return the URL to send, UTF-8
     * @throws UsageException as {@link Signer#sign(Request)} does
     */
    public byte[] presign(byte[] url, int from, int length) {
        if (Text.given(url, "url", ErrorCode.INVALID_URL).length - length < from || (from | length) < 0) {
            throw SallyportException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    length + " bytes from " + from + " on are not in url, which has " + url.length);
        }
        byte[] expected = new byte[length > LONG_URL ? 0 : length + added];
        byte[] signed;
        long number = handle.enter();
        try {
            signed = Natives.presignUrl(
                    number,
                    commonAddress,
                    methodLength,
                    headersLength,
                    hashLength,
                    time,
                    expires,
                    url,
                    from,
                    length,
                    expected,
                    expected.length,
                    common);
        } finally {
            handle.exit();
        }
        if (signed != expected) {
            added = Math.max(0, signed.length - length);
        }
        return signed;
    }

    /**
     * Presigns a column of URLs. A bad row is null in the result, with a code, and never fails the others; a null stays
     * a null.
     *
     * @param urls UTF-8
     * @return a batch with the column "url"; to be closed
     * @throws UsageException for what no row could have: a lifetime out of range, a bad header, bad offsets
     */
    public Batch presign(Column urls) {
        Text.given(urls, "urls", ErrorCode.NULL_POINTER);
        long number = handle.enter();
        try {
            Object[] kept = {urls, common};
            return new Batch(Natives.presignBatch(
                    number,
                    commonAddress,
                    methodLength,
                    headersLength,
                    hashLength,
                    time,
                    expires,
                    urls.numbers(),
                    kept));
        } finally {
            handle.exit();
        }
    }
}
