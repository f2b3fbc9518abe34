package io.sallyport;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A signed request, taken apart: a presigned URL, or headers with Authorization, of any signer. What the request does
 * not say is empty. Neither signature nor session token nor what looks like a secret is in it. Immutable.
 *
 * <p>Specification: AWS IAM User Guide, "Create a signed AWS API request"; docs/causes/README.md lists the causes of findings.
 */
public final class Inspection implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String scheme;
    private final String carrier;
    private final String accessKeyId;
    private final String scope;
    private final String region;
    private final String service;
    private final String signedHeaders;
    private final String signedAt;
    private final String expiresAt;
    private final String expires;
    private final Headers findings;

    private Inspection(byte[][] results) {
        scheme = Text.decode(results[Ops.INSPECTION_SCHEME]);
        carrier = Text.decode(results[Ops.INSPECTION_CARRIER]);
        accessKeyId = Text.decode(results[Ops.INSPECTION_ACCESS_KEY_ID]);
        scope = Text.decode(results[Ops.INSPECTION_SCOPE]);
        region = Text.decode(results[Ops.INSPECTION_REGION]);
        service = Text.decode(results[Ops.INSPECTION_SERVICE]);
        signedHeaders = Text.decode(results[Ops.INSPECTION_SIGNED_HEADERS]);
        signedAt = Text.decode(results[Ops.INSPECTION_SIGNED_AT]);
        expiresAt = Text.decode(results[Ops.INSPECTION_EXPIRES_AT]);
        expires = Text.decode(results[Ops.INSPECTION_EXPIRES]);
        findings = Headers.parse(results[Ops.INSPECTION_FINDINGS]);
    }

    /**
     * Takes a request apart. Nothing is sent.
     *
     * @param url as it would be sent; null: only the headers are known
     * @param headers of the request; null: only the URL is known
     * @param now for which the findings are made; null: the clock of this machine
     * @return what is known of it
     * @throws UsageException (INVALID_ARGUMENT) if neither is given; (INVALID_HEADER) for a field that is none;
     *     (INPUT_TOO_LARGE) for more than 64 KiB
     */
    public static Inspection of(String url, Map<String, String> headers, Instant now) {
        return new Inspection(Ops.requestInspect()
                .text(Ops.REQUEST_INSPECT_URL, Text.encodeOptional(url, "url"))
                .text(Ops.REQUEST_INSPECT_HEADERS, Explanation.lines(headers))
                .number(Ops.REQUEST_INSPECT_TIME, Text.time(now))
                .run());
    }

    /**
     * Returns how it is signed.
     *
     * @return such as "AWS4-HMAC-SHA256"; "" if it is not
     */
    public String scheme() {
        return scheme;
    }

    /**
     * Returns where the signature stands.
     *
     * @return "query" or "header"; "" for none
     */
    public String carrier() {
        return carrier;
    }

    /**
     * Returns whose key it is.
     *
     * @return the access key id
     */
    public String accessKeyId() {
        return accessKeyId;
    }

    /**
     * Returns the scope of the credential.
     *
     * @return such as "20260102/eu-west-1/s3/aws4_request"
     */
    public String scope() {
        return scope;
    }

    /**
     * Returns the region of the scope.
     *
     * @return such as "eu-west-1"
     */
    public String region() {
        return region;
    }

    /**
     * Returns the signing name of the scope.
     *
     * @return such as "s3"
     */
    public String service() {
        return service;
    }

    /**
     * Returns which headers are signed.
     *
     * @return names in lower case
     */
    public List<String> signedHeaders() {
        return signedHeaders.isEmpty()
                ? Collections.emptyList()
                : Collections.unmodifiableList(Arrays.asList(signedHeaders.split(";")));
    }

    /**
     * Returns when it was signed.
     *
     * @return null if it does not say
     */
    public Instant signedAt() {
        return signedAt.isEmpty() ? null : Instant.parse(signedAt);
    }

    /**
     * Returns until when services take it.
     *
     * @return null if that is not known
     */
    public Instant expiresAt() {
        return expiresAt.isEmpty() ? null : Instant.parse(expiresAt);
    }

    /**
     * Returns the same in words.
     *
     * @return such as "in 14 minutes" or "2 days 3 hours ago"; "" if it is not known
     */
    public String expires() {
        return expires;
    }

    /**
     * Returns what a service will refuse.
     *
     * @return causes, rows of docs/causes/README.md, each with a sentence
     */
    public List<Map.Entry<String, String>> findings() {
        List<Map.Entry<String, String>> found = new ArrayList<>();
        for (Map.Entry<String, String> one : findings) {
            found.add(one);
        }
        return Collections.unmodifiableList(found);
    }

    /** A report of several lines. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(scheme.isEmpty() ? "not signed" : scheme + " in the " + carrier);
        String[][] lines = {
            {"access key id", accessKeyId},
            {"scope", scope},
            {"signed headers", signedHeaders},
            {"signed at", signedAt},
            {"expires", expires.isEmpty() ? expiresAt : expiresAt + ", " + expires},
        };
        for (String[] line : lines) {
            if (!line[1].isEmpty()) {
                text.append("\n  ").append(line[0]).append(": ").append(line[1]);
            }
        }
        for (Map.Entry<String, String> one : findings) {
            text.append("\nRefused: ").append(one.getKey()).append(": ").append(one.getValue());
        }
        return text.toString();
    }
}
