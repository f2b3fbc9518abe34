package io.sallyport;

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
    private final Signer signer;
    private final String method;
    private final List<Map.Entry<String, String>> headers;
    private final String payloadHash;
    private final long time;
    private final long expires;

    /** What all URLs share. */
    private final PackedRequest common;

    Presigner(
            Signer signer,
            String method,
            List<Map.Entry<String, String>> headers,
            String payloadHash,
            long time,
            long expires) {
        this.signer = signer;
        this.method = method;
        this.headers = headers;
        this.payloadHash = payloadHash;
        this.time = time;
        this.expires = expires;
        common = new PackedRequest(method, "", headers, payloadHash, null);
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
        return new Presigner(signer, method, more, payloadHash, time, expires);
    }

    /**
     * Returns a presigner with a payload hash.
     *
     * @param hash 64 hex digits or a constant such as "UNSIGNED-PAYLOAD"; null: that of an empty body
     * @return another presigner
     */
    public Presigner withPayloadHash(String hash) {
        return new Presigner(signer, method, headers, hash, time, expires);
    }

    /**
     * Returns a presigner that signs for a time.
     *
     * @param at null: now
     * @return another presigner
     */
    public Presigner withTime(Instant at) {
        return new Presigner(signer, method, headers, payloadHash, Text.time(at), expires);
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
        return signed(bytes, 0, bytes.length).url();
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
        return signed(url, from, length).urlBytes();
    }

    private SignedRequest signed(byte[] url, int from, int length) {
        return signer.sign(true, method, new PackedRequest(common, url, from, length), time, expires);
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
        return signer.batch(common.into(Ops.signerPresignBatch())
                .number(Ops.SIGNER_PRESIGN_BATCH_TIME, time)
                .number(Ops.SIGNER_PRESIGN_BATCH_EXPIRES, expires)
                .column(Ops.SIGNER_PRESIGN_BATCH_URLS, urls));
    }
}
