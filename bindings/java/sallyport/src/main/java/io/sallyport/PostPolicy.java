package io.sallyport;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An upload to S3 by a browser's form that is to be allowed, for {@link Signer#presignPost}. Immutable. Specification:
 * Amazon S3 API Reference, "Creating a POST policy".
 */
public final class PostPolicy {
    final String key;
    final Map<String, String> fields;
    private final String url;
    private final String bucket;
    private final String conditions;
    private final Instant time;
    private final Duration expires;

    private PostPolicy(Builder builder) {
        url = builder.url;
        bucket = builder.bucket;
        key = builder.key;
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(builder.fields));
        conditions = builder.conditions;
        time = builder.time;
        expires = builder.expires;
    }

    /**
     * Starts a policy.
     *
     * @param url of the bucket, without query
     * @param bucket its name
     * @param key of the object; with "${filename}" at its end all keys that begin with what is before it
     * @return a builder
     */
    public static Builder builder(String url, String bucket, String key) {
        return new Builder(url, bucket, key);
    }

    Call into(Call call) {
        return call.text(Ops.SIGNER_PRESIGN_POST_URL, Text.encode(url, "url", ErrorCode.INVALID_URL))
                .text(Ops.SIGNER_PRESIGN_POST_BUCKET, Text.encode(bucket, "bucket"))
                .text(Ops.SIGNER_PRESIGN_POST_KEY, Text.encode(key, "key"))
                .text(Ops.SIGNER_PRESIGN_POST_FIELDS, Text.encode(object(fields.entrySet()), "fields"))
                .text(Ops.SIGNER_PRESIGN_POST_CONDITIONS, Text.encode(conditions, "conditions"))
                .number(Ops.SIGNER_PRESIGN_POST_TIME, Text.time(time))
                .number(Ops.SIGNER_PRESIGN_POST_EXPIRES, Text.seconds(expires, "expires"));
    }

    /** A JSON object of texts. */
    static String object(Iterable<? extends Map.Entry<String, String>> fields) {
        StringBuilder object = new StringBuilder("{");
        for (Map.Entry<String, String> field : fields) {
            quote(object.append(object.length() == 1 ? "" : ", "), field.getKey());
            quote(object.append(": "), field.getValue());
        }
        return object.append('}').toString();
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        out.append('"');
    }

    /** The bucket and the key. */
    @Override
    public String toString() {
        return "PostPolicy[" + bucket + "/" + key + "]";
    }

    /** Collects the parts of a policy. Not for use by several threads. */
    public static final class Builder {
        private final String url;
        private final String bucket;
        private final String key;
        private final Map<String, String> fields = new LinkedHashMap<>();
        private String conditions = "";
        private Instant time;
        private Duration expires = Duration.ofHours(1);

        private Builder(String url, String bucket, String key) {
            this.url = Text.given(url, "url", ErrorCode.INVALID_URL);
            this.bucket = Text.given(bucket, "bucket");
            this.key = Text.given(key, "key");
        }

        /**
         * Adds a field of the form, which must have this value.
         *
         * @param name such as "acl" or "Content-Type"
         * @param value of the field
         * @return this
         */
        public Builder field(String name, String value) {
            fields.put(Text.given(name, "a name in fields"), Text.given(value, "fields[" + Text.show(name) + "]"));
            return this;
        }

        /**
         * Sets further conditions. A field without a condition gets one.
         *
         * @param json an array, such as {@code [["content-length-range", 1, 1048576]]}; it goes into the policy as it is
         * @return this
         */
        public Builder conditions(String json) {
            conditions = Text.given(json, "conditions");
            return this;
        }

        /**
         * Sets the lifetime.
         *
         * @param lifetime 1 second to 7 days, whole seconds; default an hour
         * @return this
         */
        public Builder expires(Duration lifetime) {
            expires = Text.given(lifetime, "expires");
            return this;
        }

        /**
         * Sets the time of signing.
         *
         * @param instant whole seconds count; null: now
         * @return this
         */
        public Builder time(Instant instant) {
            time = instant;
            return this;
        }

        /**
         * Finishes the policy. What only the library can judge is judged when it is signed.
         *
         * @return the policy
         */
        public PostPolicy build() {
            return new PostPolicy(this);
        }
    }
}
