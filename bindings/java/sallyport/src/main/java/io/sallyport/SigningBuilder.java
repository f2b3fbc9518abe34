package io.sallyport;

import java.util.Arrays;

/**
 * Collects how to sign: for whom, and in which form.
 *
 * @param <B> the builder itself
 */
public abstract class SigningBuilder<B extends SigningBuilder<B>> extends OptionsBuilder<B> {
    SigningBuilder() {}

    /** Null is not given: the option's empty text, which also takes back what was given before. */
    void set(String option, String value, String argument, ErrorCode code) {
        options.set(option, Text.encode(value == null ? "" : value, argument, code));
    }

    /**
     * Sets the signing region.
     *
     * @param name such as "eu-west-1"; default: from the environment or profile, then from each request's host
     * @return this
     */
    public B region(String name) {
        set("sign.region", name, "region", ErrorCode.REGION_MALFORMED);
        return self();
    }

    /**
     * Sets the signing name, as in the credential scope.
     *
     * @param name default: from the X-Amz-Target header, then from the host
     * @return this
     */
    public B service(String name) {
        set("sign.service", name, "service", ErrorCode.REGION_MALFORMED);
        return self();
    }

    /**
     * Sets the signing scheme.
     *
     * @param name "aws4", the default, "aws4a": ECDSA, and the region can be several, with commas, or "*"; of Alibaba
     *     Cloud "oss4" (OSS), "acs3" (OpenAPI) and "odps4" (MaxCompute)
     * @return this
     */
    public B scheme(String name) {
        set("sign.scheme", name, "scheme", ErrorCode.SCHEME_UNSUPPORTED);
        return self();
    }

    /**
     * Says whether the path is encoded once more in the canonical request.
     *
     * @param encode default: as AWS does, that is, except for S3
     * @return this
     */
    public B doubleEncode(boolean encode) {
        options.set("sign.double_encode", encode);
        return self();
    }

    /**
     * Says whether dot segments and empty segments are removed in the canonical request.
     *
     * @param normalize default: as AWS does, that is, except for S3
     * @return this
     */
    public B normalizePath(boolean normalize) {
        options.set("sign.normalize_path", normalize);
        return self();
    }

    /**
     * Says whether X-Amz-Security-Token is signed.
     *
     * @param sign false: it is sent unsigned; default true
     * @return this
     */
    public B signSessionToken(boolean sign) {
        options.set("sign.session_token", sign);
        return self();
    }

    /**
     * Says whether x-amz-content-sha256 is sent and signed.
     *
     * @param send default: for S3 only
     * @return this
     */
    public B contentSha256Header(boolean send) {
        options.set("sign.content_sha256", send);
        return self();
    }

    /**
     * Says what a plus sign in a query means.
     *
     * @param meaning "space" (default; it is sent and signed as %20), "literal" (as %2B), or "refuse"
     * @return this
     */
    public B queryPlus(String meaning) {
        options.set("sign.query_plus", meaning);
        return self();
    }

    /**
     * Names the bucket, with the scheme "oss4".
     *
     * @param name for a host that does not name it, such as a domain of one's own
     * @return this
     */
    public B bucket(String name) {
        options.set("sign.bucket", name);
        return self();
    }

    /**
     * Names headers that are signed besides content-type, content-md5 and x-oss-*, with the scheme "oss4".
     *
     * @param names of headers
     * @return this
     */
    public B additionalHeaders(String... names) {
        options.setList("sign.additional_headers", Arrays.asList(Text.given(names, "additionalHeaders")));
        return self();
    }

    /**
     * Names the header, or the parameter, of the session token.
     *
     * @param name default: X-Amz-Security-Token, or X-Amz-S3session-Token for the objects of S3 Express
     * @return this
     */
    public B tokenHeader(String name) {
        options.set("sign.token_header", name);
        return self();
    }

    /**
     * Says whether to refuse a region that would have to be assumed.
     *
     * @param strict true: a host that tells no region is an error; default false
     * @return this
     */
    public B strict(boolean strict) {
        options.set("sign.strict", strict);
        return self();
    }
}
