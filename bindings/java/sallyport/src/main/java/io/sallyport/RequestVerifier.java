package io.sallyport;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Verifies the signatures of incoming requests, in Authorization or in the query. A verifier may be shared between
 * threads.
 *
 * <pre>{@code
 * try (RequestVerifier verifier = RequestVerifier.builder()
 *         .secretFor(id -> RequestVerifier.Secret.of(secrets.get(id)))
 *         .services("execute-api")
 *         .build()) {
 *     VerifiedRequest request = verifier.verify(method, target, headers, body);
 * }
 * }</pre>
 *
 * <p>Specification: AWS IAM User Guide, "Create a signed AWS API request".
 */
public final class RequestVerifier implements AutoCloseable {
    private final Handle handle;
    private final Function<String, Secret> secretFor;
    private final Predicate<String> seen;

    private RequestVerifier(Builder builder) {
        secretFor = Text.given(builder.secretFor, "secretFor");
        seen = builder.seen;
        handle = Handle.open(Ops.REQUEST_VERIFIER_NEW, builder.options(), this);
    }

    /**
     * Starts a verifier.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Verifies a request, now.
     *
     * @param method as in {@link #verify(String, String, Headers, byte[], Instant)}
     * @param url as in {@link #verify(String, String, Headers, byte[], Instant)}
     * @param headers as in {@link #verify(String, String, Headers, byte[], Instant)}
     * @param body as in {@link #verify(String, String, Headers, byte[], Instant)}
     * @return what is proven: there is no other way to learn of a success
     * @throws VerificationException if it is refused
     */
    public VerifiedRequest verify(String method, String url, Headers headers, byte[] body) {
        return verify(method, url, headers, body, null);
    }

    /**
     * Verifies a request.
     *
     * @param method of the request line
     * @param url the target of the request line, neither decoded nor rewritten, or the absolute URL
     * @param headers all of the request, Host included
     * @param body before anything decoded it; null: it was not read, and what is verified is the hash that the request
     *     declares
     * @param now null: the clock's time
     * @return what is proven: there is no other way to learn of a success
     * @throws VerificationException if it is refused; answer all refusals alike
     * @throws UsageException for a wrong argument, or if the verifier was closed
     */
    public VerifiedRequest verify(String method, String url, Headers headers, byte[] body, Instant now) {
        return judge(method, url, headers, body, now).request;
    }

    /**
     * Verifies a request whose body is not read before, and the body as it is read. It may be in chunks with signatures
     * of their own, or with a checksum as trailer.
     *
     * @param method of the request line
     * @param url the target of the request line, neither decoded nor rewritten, or the absolute URL
     * @param headers all of the request, Host included
     * @param body as it comes over the wire, to the end of the request; closed with the result
     * @param now null: the clock's time; the dates of an event stream are compared with it too
     * @return the body without the frames of its chunks, and with {@link VerifiedBody#request} what is proven
     * @throws VerificationException if it is refused; a request that declares no hash of its body is, unless it is empty
     * @throws UsageException for a wrong argument, or if the verifier was closed
     */
    public VerifiedBody verifyStream(String method, String url, Headers headers, InputStream body, Instant now) {
        Text.given(body, "body");
        Judged judged = judge(method, url, headers, null, now);
        return new VerifiedBody(handle, judged.request, judged.state, judged.secret, Text.time(now), body);
    }

    /** What is proven, and what the chunks of the body are verified with. */
    private static final class Judged {
        final VerifiedRequest request;
        final byte[] state;
        final byte[] secret;

        Judged(byte[][] spans, Secret secret) {
            request = new VerifiedRequest(spans);
            state = spans[Ops.VERIFIED_STATE];
            this.secret = secret == null ? null : secret.key;
        }
    }

    private Judged judge(String method, String url, Headers headers, byte[] body, Instant now) {
        Incoming incoming = new Incoming(method, url, headers);
        byte[][] claimed = Ops.requestVerifierRead()
                .text(Ops.REQUEST_VERIFIER_READ_METHOD, incoming.method)
                .text(Ops.REQUEST_VERIFIER_READ_URL, incoming.url)
                .text(Ops.REQUEST_VERIFIER_READ_HEADERS, incoming.headers)
                .run(handle);
        Secret secret = secretFor.apply(Text.decode(claimed[Ops.CLAIMED_ACCESS_KEY_ID]));
        byte[][] spans = Ops.requestVerifierVerify()
                .text(Ops.REQUEST_VERIFIER_VERIFY_METHOD, incoming.method)
                .text(Ops.REQUEST_VERIFIER_VERIFY_URL, incoming.url)
                .text(Ops.REQUEST_VERIFIER_VERIFY_HEADERS, incoming.headers)
                .text(Ops.REQUEST_VERIFIER_VERIFY_BODY, body)
                .text(Ops.REQUEST_VERIFIER_VERIFY_SECRET_ACCESS_KEY, secret == null ? null : secret.key)
                .text(Ops.REQUEST_VERIFIER_VERIFY_SESSION_TOKEN, secret == null ? null : secret.token)
                .number(Ops.REQUEST_VERIFIER_VERIFY_TIME, Text.time(now))
                .run(handle);
        Judged judged = new Judged(spans, secret);
        VerifiedRequest verified = judged.request;
        if (seen != null && seen.test(verified.accessKeyId() + ":" + verified.fingerprint())) {
            throw SallyportException.of(
                    ErrorCode.REQUEST_REPLAYED,
                    "the request of " + Text.show(verified.accessKeyId()) + " was presented before");
        }
        return judged;
    }

    /**
     * Verifies an upload by a browser's form: signature, expiration and each condition of its POST policy.
     * Specification: Amazon S3 API Reference, "Creating a POST policy". What {@link Builder#seen} refuses are not forms,
     * which may be sent often.
     *
     * @param bucket that the form was sent to
     * @param fields of the form, those before the file, such as the entries of a map; a field that is there twice is
     *     refused
     * @param fileName that the browser gave for the file; null: none
     * @param size of the file, in bytes; -1: not known yet, and to be compared with {@link VerifiedPost#minSize} and
     *     {@link VerifiedPost#maxSize}
     * @param now null: the clock's time
     * @return what is allowed: there is no other way to learn of a success
     * @throws VerificationException if it is refused; answer all refusals alike
     * @throws UsageException for a wrong argument, or if the verifier was closed
     */
    public VerifiedPost verifyPost(
            String bucket,
            Iterable<? extends Map.Entry<String, String>> fields,
            String fileName,
            long size,
            Instant now) {
        Secret secret = null;
        for (Map.Entry<String, String> field : Text.given(fields, "fields")) {
            String value = Text.given(field.getValue(), "fields[" + Text.show(field.getKey()) + "]");
            if (Text.given(field.getKey(), "a name in fields").equalsIgnoreCase("x-amz-credential")) {
                int end = value.length();
                for (int i = 0; i < 4 && end > 0; i++) {
                    end = value.lastIndexOf('/', end - 1);
                }
                secret = secretFor.apply(value.substring(0, Math.max(0, end)));
            }
        }
        byte[] object;
        byte[] name;
        try {
            object = Text.encode(PostPolicy.object(fields), "fields");
            name = Text.encodeOptional(fileName, "fileName", ErrorCode.INVALID_ARGUMENT);
        } catch (UsageException e) { // half a character, which is the sender's fault
            throw SallyportException.of(ErrorCode.REQUEST_MALFORMED, e.text());
        }
        return new VerifiedPost(Ops.requestVerifierVerifyPost()
                .text(Ops.REQUEST_VERIFIER_VERIFY_POST_BUCKET, Text.encode(bucket, "bucket"))
                .text(Ops.REQUEST_VERIFIER_VERIFY_POST_FIELDS, object)
                .text(Ops.REQUEST_VERIFIER_VERIFY_POST_FILENAME, name)
                .text(Ops.REQUEST_VERIFIER_VERIFY_POST_SECRET_ACCESS_KEY, secret == null ? null : secret.key)
                .text(Ops.REQUEST_VERIFIER_VERIFY_POST_SESSION_TOKEN, secret == null ? null : secret.token)
                .number(Ops.REQUEST_VERIFIER_VERIFY_POST_SIZE, size)
                .number(Ops.REQUEST_VERIFIER_VERIFY_POST_TIME, Text.time(now))
                .run(handle));
    }

    /**
     * Frees the verifier. Calls in progress finish; later ones throw {@link UsageException} (HANDLE_CLOSED). Closing
     * twice does nothing.
     */
    @Override
    public void close() {
        handle.close();
    }

    /** Says what it is. */
    @Override
    public String toString() {
        return "RequestVerifier[]";
    }

    /** The texts of a request that came in: what cannot be one is the sender's fault. */
    static final class Incoming {
        final byte[] method;
        final byte[] url;
        final byte[] headers;

        Incoming(String method, String url, Headers headers) {
            try {
                this.method = Text.encode(method, "method", ErrorCode.INVALID_URL, ErrorCode.INVALID_ARGUMENT);
                this.url = Text.encode(url, "url", ErrorCode.INVALID_URL, ErrorCode.INVALID_ARGUMENT);
                this.headers = lines(headers, "headers");
            } catch (UsageException e) {
                if (e.errorCode() == ErrorCode.INVALID_HEADER || e.errorCode() == ErrorCode.INVALID_URL) {
                    throw SallyportException.of(ErrorCode.REQUEST_MALFORMED, e.text());
                }
                throw e;
            }
        }

        static byte[] lines(Headers headers, String argument) {
            Packer lines = new Packer(new byte[512]);
            int length = lines.headers(Text.given(headers, argument));
            return Arrays.copyOf(lines.bytes, length);
        }
    }

    /** What is known of an access key id. Its text form shows nothing. */
    public static final class Secret {
        private final byte[] key;
        private final byte[] token;

        private Secret(byte[] key, byte[] token) {
            this.key = key;
            this.token = token;
        }

        /**
         * Returns a secret.
         *
         * @param secretAccessKey null: nobody has that id
         * @return null for null
         */
        public static Secret of(String secretAccessKey) {
            return of(secretAccessKey, null);
        }

        /**
         * Returns a secret with the token of temporary credentials.
         *
         * @param secretAccessKey null: nobody has that id
         * @param sessionToken that the request must have; null: it is not compared
         * @return null for a secret that is null
         */
        public static Secret of(String secretAccessKey, String sessionToken) {
            byte[] key = Text.encodeOptional(secretAccessKey, "the secret", ErrorCode.CREDENTIALS_MALFORMED);
            byte[] token = Text.encodeOptional(sessionToken, "the token", ErrorCode.CREDENTIALS_MALFORMED);
            return key == null ? null : new Secret(key, token);
        }

        /** Says what it is. */
        @Override
        public String toString() {
            return "Secret[]";
        }
    }

    /** Collects the options of a verifier. */
    public static final class Builder extends OptionsBuilder<Builder> {
        private Function<String, Secret> secretFor;
        private Predicate<String> seen;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets where secrets are looked up.
         *
         * @param lookup from access key id to secret; null from it: nobody has that id. What it throws passes through
         * @return this
         */
        public Builder secretFor(Function<String, Secret> lookup) {
            secretFor = lookup;
            return this;
        }

        /**
         * Sets by how much the time of a signature may differ from now. A presigned URL is good until it expires.
         *
         * @param skew more than 0; default: 15 minutes
         * @return this
         */
        public Builder maxSkew(Duration skew) {
            options.set("verify.max_skew", Text.milliseconds(skew, "maxSkew"));
            return this;
        }

        /**
         * Allows services. A secret that is good for another service too makes it necessary.
         *
         * @param names the only signing names that are taken; none given: none is taken; not called: any is
         * @return this
         */
        public Builder services(String... names) {
            options.setList("verify.services", Arrays.asList(Text.given(names, "services")));
            return this;
        }

        /**
         * Allows regions.
         *
         * @param names as for {@link #services}
         * @return this
         */
        public Builder regions(String... names) {
            options.setList("verify.regions", Arrays.asList(Text.given(names, "regions")));
            return this;
        }

        /**
         * Allows signing schemes.
         *
         * @param names as in {@link SigningBuilder#scheme}; none given: none is taken; not called: any is
         * @return this
         */
        public Builder schemes(String... names) {
            options.setList("verify.schemes", Arrays.asList(Text.given(names, "schemes")));
            return this;
        }

        /**
         * Sets the bucket of requests with the scheme oss4 whose host does not name it.
         *
         * @param name the bucket
         * @return this
         */
        public Builder bucket(String name) {
            options.set("verify.bucket", Text.encodeOptional(name, "bucket", ErrorCode.INVALID_OPTION));
            return this;
        }

        /**
         * Sets whether clients encode the wire path once more.
         *
         * @param encode default: yes, except for S3
         * @return this
         */
        public Builder doubleEncode(boolean encode) {
            options.set("verify.double_encode", encode);
            return this;
        }

        /**
         * Sets whether clients remove dot segments and empty segments in the canonical request.
         *
         * @param normalize default: yes, except for S3
         * @return this
         */
        public Builder normalizePath(boolean normalize) {
            options.set("verify.normalize_path", normalize);
            return this;
        }

        /**
         * Sets whether clients sign the session token.
         *
         * @param sign false: they send it unsigned
         * @return this
         */
        public Builder signSessionToken(boolean sign) {
            options.set("verify.session_token", sign);
            return this;
        }

        /**
         * Sets what a plus sign in a query means to clients.
         *
         * @param meaning "space", "literal" or "refuse"
         * @return this
         */
        public Builder queryPlus(String meaning) {
            options.set("verify.query_plus", Text.encodeOptional(meaning, "queryPlus", ErrorCode.INVALID_OPTION));
            return this;
        }

        /**
         * Refuses a request that was presented before. Asked after everything else has been verified.
         *
         * @param known remembers the key that it is given, and says whether it knew it; called by many threads
         * @return this
         */
        public Builder seen(Predicate<String> known) {
            seen = known;
            return this;
        }

        /**
         * Refuses a request that was presented before.
         *
         * @param keys where the keys of requests are kept; guarded by its own lock
         * @return this
         */
        public Builder seen(Set<String> keys) {
            Text.given(keys, "seen");
            return seen(key -> {
                synchronized (keys) {
                    return !keys.add(key);
                }
            });
        }

        /**
         * Makes the verifier.
         *
         * @return a verifier
         * @throws UsageException for an option that cannot be used, or without {@link #secretFor}
         * @throws InternalException if the native library cannot be loaded
         */
        public RequestVerifier build() {
            return new RequestVerifier(this);
        }
    }
}
