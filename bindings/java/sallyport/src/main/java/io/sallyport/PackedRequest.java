package io.sallyport;

import java.util.Arrays;
import java.util.Map;

/** A request in the form that the library takes: all its texts in one array, in the order of their lengths here. */
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

    /** The same without body for a URL in UTF-8; the other one has an empty one. */
    PackedRequest(PackedRequest common, byte[] url, int from, int length) {
        int rest = common.headers + common.payloadHash;
        Packer packer = new Packer(new byte[common.method + rest]);
        packer.reserve(length);
        packer.raw(common.packed, 0, common.method);
        packer.raw(url, from, length);
        packer.raw(common.packed, common.method, rest);
        packed = packer.bytes;
        method = common.method;
        this.url = length;
        headers = common.headers;
        payloadHash = common.payloadHash;
        body = 0;
        longBody = null;
    }

    private byte[] span(int from, int length) {
        return Arrays.copyOfRange(packed, from, from + length);
    }

    /** The texts of an operation on a request. */
    Call into(Call call) {
        int fields = method + url;
        int hash = fields + headers;
        return call.text(Ops.REQUEST_METHOD, span(0, method))
                .text(Ops.REQUEST_URL, span(method, url))
                .text(Ops.REQUEST_HEADERS, span(fields, headers))
                .text(Ops.REQUEST_PAYLOAD_HASH, span(hash, payloadHash))
                .text(Ops.REQUEST_BODY, longBody != null ? longBody : span(hash + payloadHash, body));
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
