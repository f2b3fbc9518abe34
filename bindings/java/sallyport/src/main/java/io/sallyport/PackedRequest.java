package io.sallyport;

import java.util.Map;

/** A request in the form that the signer takes: all its texts in one array. */
final class PackedRequest {
    /** Longer bodies are not copied into the array. */
    private static final int SHORT_BODY = 1024;

    private final byte[] packed;
    private final int method;
    private final int url;
    private final int headers;
    private final int payloadHash;
    private final int body;
    private final byte[] longBody;

    PackedRequest(
            String method,
            String url,
            Iterable<? extends Map.Entry<String, String>> headers,
            String payloadHash,
            byte[] body) {
        Packer packer = new Packer(new byte[512]);
        this.method = packer.text(method, "method");
        this.url = packer.text(url, "url", ErrorCode.INVALID_URL);
        this.headers = packer.headers(headers);
        this.payloadHash =
                payloadHash == null ? 0 : packer.text(payloadHash, "payloadHash", ErrorCode.PAYLOAD_HASH_MALFORMED);
        if (body == null || body.length > SHORT_BODY) {
            this.body = 0;
            longBody = body;
        } else {
            packer.raw(body);
            this.body = body.length;
            longBody = null;
        }
        packed = packer.bytes;
    }

    /** As {@link Natives#sign} does. */
    int sign(long signer, boolean presign, long time, long expires, byte[] result) {
        return Natives.sign(
                signer,
                presign,
                packed,
                method,
                url,
                headers,
                payloadHash,
                body,
                longBody,
                time,
                expires,
                result,
                result.length);
    }
}
