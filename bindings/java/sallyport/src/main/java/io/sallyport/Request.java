package io.sallyport;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An HTTP request, to be signed or sent. Immutable. */
public final class Request {
    final String method;
    final String url;
    final Headers headers;
    final byte[] body;
    final String payloadHash;
    final Instant time;
    final Duration timeout;

    /** Made by the first signature; made twice if two threads sign at once. */
    private PackedRequest packed;

    private Request(Builder builder) {
        method = builder.method;
        url = builder.query.appendTo(builder.url);
        body = builder.body != null ? builder.body : builder.form.toBytes();
        headers = builder.headers();
        payloadHash = builder.payloadHash;
        time = builder.time;
        timeout = builder.timeout;
    }

    PackedRequest packed() {
        PackedRequest made = packed;
        if (made == null) {
            packed = made = new PackedRequest(method, url, headers, payloadHash, body);
        }
        return made;
    }

    /**
     * Starts a request.
     *
     * @param method such as "GET"
     * @param url absolute; may hold raw spaces and UTF-8 in path and query
     * @return a builder
     */
    public static Builder builder(String method, String url) {
        return new Builder(method, url);
    }

    /** Method and URL; without the query, which may hold a signature or token. */
    @Override
    public String toString() {
        return "Request[" + method + " " + Forms.withoutSecrets(url) + "]";
    }

    /** Collects the parts of a request. Not for use by several threads. */
    public static final class Builder {
        private final String method;
        private final String url;
        private final Forms query = new Forms(false);
        private final Forms form = new Forms(true);
        private final List<String> headers = new ArrayList<>();
        private byte[] body;
        private String contentType;
        private String payloadHash;
        private Instant time;
        private Duration timeout;

        private Builder(String method, String url) {
            this.method = Text.given(method, "method");
            this.url = Text.given(url, "url", ErrorCode.INVALID_URL);
        }

        private Headers headers() {
            String type = body != null ? contentType : form.contentType();
            Headers given = Headers.of(headers);
            if (type == null || given.get("Content-Type") != null) {
                return given;
            }
            List<String> more = new ArrayList<>(headers);
            more.add("Content-Type");
            more.add(type);
            return Headers.of(more);
        }

        /**
         * Adds a header field. Order and repetition are kept. A signer makes Host, X-Amz-Date and Authorization itself.
         *
         * @param name of the field
         * @param value of the field
         * @return this
         */
        public Builder header(String name, String value) {
            headers.add(Text.given(name, "a name in headers", ErrorCode.INVALID_HEADER));
            headers.add(Text.given(value, "headers[" + Text.show(name) + "]"));
            return this;
        }

        /**
         * Adds header fields.
         *
         * @param fields in the order of the map's iteration
         * @return this
         */
        public Builder headers(Map<String, String> fields) {
            return headers(Headers.of(fields));
        }

        /**
         * Adds header fields, such as those of a {@link SignedRequest}.
         *
         * @param fields in order
         * @return this
         */
        public Builder headers(Headers fields) {
            Text.given(fields, "headers").forEach(field -> header(field.getKey(), field.getValue()));
            return this;
        }

        /**
         * Appends a parameter to the query, percent-encoded. A space becomes %20: "+" is a plus sign to AWS's signature
         * and a space to most servers.
         *
         * @param name of the parameter
         * @param value of the parameter
         * @return this
         */
        public Builder param(String name, String value) {
            query.add(name, value, "params");
            return this;
        }

        /**
         * Adds a field to a body of the type application/x-www-form-urlencoded.
         *
         * @param name of the field
         * @param value of the field
         * @return this
         */
        public Builder form(String name, String value) {
            form.add(name, value, "form");
            return this;
        }

        /**
         * Sets the body.
         *
         * @param bytes of the body; they are not copied and must not be changed while the request is in use
         * @return this
         */
        public Builder body(byte[] bytes) {
            body = Text.given(bytes, "body");
            contentType = null;
            return this;
        }

        /**
         * Sets the body.
         *
         * @param text sent as UTF-8
         * @return this
         * @throws UsageException if UTF-8 cannot carry it
         */
        public Builder body(String text) {
            return body(Text.encode(text, "body"));
        }

        /**
         * Sets the body, with the Content-Type application/json unless that is given.
         *
         * @param text JSON
         * @return this
         * @throws UsageException if UTF-8 cannot carry it
         */
        public Builder json(String text) {
            body = Text.encode(text, "json");
            contentType = "application/json";
            return this;
        }

        /**
         * Sets what is signed in place of the body's hash.
         *
         * @param hash 64 hex digits, or an AWS constant such as "UNSIGNED-PAYLOAD"; null: the body's hash. A client
         *     sends a body in chunks if that is what the constant stands for
         * @return this
         */
        public Builder payloadHash(String hash) {
            payloadHash = hash;
            return this;
        }

        /**
         * Asks for a checksum of the body that is made while it is sent, and sent behind it, for S3 to compare. Of a
         * client that signs, or for {@link Signer#signStream}; it is the header X-Amz-Trailer.
         *
         * @param algorithm "crc32", "crc32c", "crc64nvme", "sha1" or "sha256"
         * @return this
         */
        public Builder checksum(String algorithm) {
            return header("X-Amz-Trailer", "x-amz-checksum-" + Text.given(algorithm, "checksum"));
        }

        /**
         * Sets the time of signing; not used by {@link HttpsClient}.
         *
         * @param instant whole seconds count; null: now
         * @return this
         */
        public Builder time(Instant instant) {
            time = instant;
            return this;
        }

        /**
         * Sets the total time of sending this request; not used by {@link Signer}.
         *
         * @param limit more than 0; null: the client's
         * @return this
         */
        public Builder timeout(Duration limit) {
            timeout = limit;
            return this;
        }

        /**
         * Finishes the request. What only the library can judge is judged when it is signed or sent.
         *
         * @return the request
         * @throws UsageException if both a body and form fields are given
         */
        public Request build() {
            if (body != null && !form.isEmpty()) {
                throw SallyportException.usage("body and form are both given; a request has one body");
            }
            return new Request(this);
        }
    }
}
