package io.sallyport;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;

/**
 * Why a server refused a signature: the cause is "not_refused" or "unknown" where that is so. No secret and no session
 * token is in it. Immutable.
 *
 * <p>Specification: docs/causes/README.md lists the causes.
 */
public final class Explanation extends Finding {
    private static final long serialVersionUID = 2L;

    Explanation(byte[][] results) {
        super(
                results[Ops.EXPLANATION_CAUSE],
                results[Ops.EXPLANATION_SUMMARY],
                results[Ops.EXPLANATION_EVIDENCE],
                results[Ops.EXPLANATION_FIX]);
    }

    /**
     * Says why a server refused a request of any signer, without its secret: what was sent is compared with what the
     * server says. {@link Signer#explain} knows more where the signer is at hand. Nothing is sent.
     *
     * @param method as sent
     * @param url as sent
     * @param headers as sent, Authorization among them; null: none
     * @param body as sent; null: not known
     * @param status HTTP status of the answer; 0: not known
     * @param responseHeaders fields of the answer; null: none
     * @param responseBody body of the answer, of which 64 KiB are read; null: none
     * @return the one cause, its evidence and its fix
     * @throws UsageException (INVALID_HEADER) for a field that is none; (INPUT_TOO_LARGE) for more than 64 KiB of URL
     *     or headers
     */
    public static Explanation of(
            String method,
            String url,
            Map<String, String> headers,
            byte[] body,
            int status,
            Map<String, String> responseHeaders,
            byte[] responseBody) {
        return new Explanation(Ops.requestExplain()
                .text(Ops.PASTED_METHOD, Text.encodeOptional(method, "method"))
                .text(Ops.PASTED_URL, Text.encodeOptional(url, "url"))
                .text(Ops.PASTED_HEADERS, lines(headers))
                .text(Ops.PASTED_BODY, body)
                .text(Ops.PASTED_RESPONSE_HEADERS, lines(responseHeaders))
                .text(Ops.PASTED_RESPONSE_BODY, responseBody)
                .number(Ops.REQUEST_EXPLAIN_STATUS, status)
                .run());
    }

    /** Headers as field lines. */
    static byte[] lines(Map<String, String> headers) {
        Packer lines = new Packer(new byte[512]);
        int length = lines.headers(headers == null ? Collections.emptyList() : headers.entrySet());
        return Arrays.copyOf(lines.bytes, length);
    }
}
