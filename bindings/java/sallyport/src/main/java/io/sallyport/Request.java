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

    /** False: a redirect is returned. */
    final boolean followRedirects;

    /** What of its connection is this request's own, in place of the client's. */
    final Options connection;

    /** Made by the first signature; made twice if two threads sign at once. */
    private PackedRequest packed;

    private Request(Builder builder) {
        method = builder.method;
        url = builder.query.appendTo(builder.url);
        body = builder.body();
        headers = builder.headers();
        payloadHash = builder.payloadHash;
        time = builder.time;
        timeout = builder.timeout;
        followRedirects = builder.followRedirects;
        connection = builder.connection == null ? new Options() : builder.connection.options();
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
        private boolean followRedirects = true;
        private HttpsClient.Builder connection;

        /** Null: no files; then the form is its own body. */
        private Multipart files;

        /** Fields of the form, name, value, name, value... */
        private final List<String> fields = new ArrayList<>();

        private Builder(String method, String url) {
            this.method = Text.given(method, "method");
            this.url = Text.given(url, "url", ErrorCode.INVALID_URL);
        }

        private byte[] body() {
            if (body != null) {
                return body;
            }
            return files == null ? form.toBytes() : files.toBytes();
        }

        private Headers headers() {
            String type = body != null ? contentType : files != null ? files.contentType() : form.contentType();
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
         * Adds a field to a body of the type application/x-www-form-urlencoded, or with {@link #file} multipart/form-data.
         *
         * @param name of the field
         * @param value of the field
         * @return this
         */
        public Builder form(String name, String value) {
            form.add(name, value, "form");
            fields.add(name);
            fields.add(value);
            if (files != null) {
                files.field(name, value);
            }
            return this;
        }

        /**
         * Adds a file to a body of the type multipart/form-data, which is held in memory. A larger one is sent as it is
         * read by {@link HttpsClient#stream(Request, java.io.InputStream, long)}, as what the service takes for it.
         *
         * @param name of the field
         * @param fileName as the server shall see it
         * @param content of the file
         * @param contentType such as "text/csv"; null: none
         * @return this
         */
        public Builder file(String name, String fileName, byte[] content, String contentType) {
            if (files == null) {
                files = new Multipart();
                for (int i = 0; i < fields.size(); i += 2) {
                    files.field(fields.get(i), fields.get(i + 1));
                }
            }
            files.file(name, fileName, Text.given(content, "content"), contentType);
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
         * Limits one TCP connection, and one TLS handshake, of this request. Not used by {@link Signer}, as all that
         * follows. Requests with the same limits, verify and cert share their connections, with no others.
         *
         * @param limit more than 0
         * @return this
         */
        public Builder connectTimeout(Duration limit) {
            connection().connectTimeout(limit);
            return this;
        }

        /**
         * Limits the silence of the server for this request.
         *
         * @param limit more than 0
         * @return this
         */
        public Builder readTimeout(Duration limit) {
            connection().readTimeout(limit);
            return this;
        }

        /**
         * Says whether redirects are followed.
         *
         * @param follow false: a redirect is returned; default true
         * @return this
         */
        public Builder followRedirects(boolean follow) {
            followRedirects = follow;
            return this;
        }

        /**
         * Says how the server's certificate is verified for this request, in place of the client's way.
         *
         * @param verify as for {@link ConnectionBuilder#verify(boolean)}
         * @return this
         */
        public Builder verify(boolean verify) {
            connection().verify(verify);
            return this;
        }

        /**
         * Says how the server's certificate is verified for this request, in place of the client's way.
         *
         * @param roots as for {@link ConnectionBuilder#verify(String)}
         * @return this
         */
        public Builder verify(String roots) {
            connection().verify(roots);
            return this;
        }

        /**
         * Sets the client certificate of this request, in place of the client's.
         *
         * @param chain as for {@link ConnectionBuilder#cert(String)}
         * @param key as for {@link ConnectionBuilder#key(String)}; null: it is in the chain
         * @return this
         */
        public Builder cert(String chain, String key) {
            connection().cert(chain);
            if (key != null) {
                connection.key(key);
            }
            return this;
        }

        /** Of the words of a client only those that are given. */
        private HttpsClient.Builder connection() {
            if (connection == null) {
                connection = HttpsClient.builder().trustEnv(false);
            }
            return connection;
        }

        /**
         * Finishes the request. What only the library can judge is judged when it is signed or sent.
         *
         * @return the request
         * @throws UsageException if both a body and form fields or files are given
         */
        public Request build() {
            if (body != null && !(form.isEmpty() && files == null)) {
                throw SallyportException.usage("body and form or file are both given; a request has one body");
            }
            return new Request(this);
        }
    }
}
