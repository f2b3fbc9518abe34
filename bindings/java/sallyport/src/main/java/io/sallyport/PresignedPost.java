package io.sallyport;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a browser's form needs to upload a file. Immutable. */
public final class PresignedPost {
    private final String url;
    private final Map<String, String> fields;

    PresignedPost(PostPolicy policy, byte[][] spans) {
        url = Text.decode(spans[Ops.POST_URL]);
        Map<String, String> all = new LinkedHashMap<>(policy.fields);
        all.put("key", policy.key);
        byte[] made = spans[Ops.POST_FIELDS];
        Headers.parse(made, 0, made.length).forEach(field -> all.put(field.getKey(), field.getValue()));
        fields = Collections.unmodifiableMap(all);
    }

    /**
     * Returns where the form is sent to.
     *
     * @return the form's action
     */
    public String url() {
        return url;
    }

    /**
     * Returns the form's fields, which come before the file.
     *
     * @return values by name, in order
     */
    public Map<String, String> fields() {
        return fields;
    }

    /** The URL; the fields may hold a token. */
    @Override
    public String toString() {
        return "PresignedPost[" + url + "]";
    }
}
