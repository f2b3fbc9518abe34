package io.sallyport;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Why a server refused a signature. No secret and no session token is in it. Immutable.
 *
 * <p>Specification: docs/causes.md lists the causes.
 */
public final class Explanation implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String cause;
    private final String summary;
    private final Headers evidence;
    private final String fix;

    Explanation(byte[][] results) {
        cause = Text.decode(results[Ops.EXPLANATION_CAUSE]);
        summary = Text.decode(results[Ops.EXPLANATION_SUMMARY]);
        evidence = Headers.parse(results[Ops.EXPLANATION_EVIDENCE]);
        fix = Text.decode(results[Ops.EXPLANATION_FIX]);
    }

    /**
     * Returns the cause.
     *
     * @return a stable id, such as "wrong_service"; "not_refused" or "unknown" where that is so
     */
    public String cause() {
        return cause;
    }

    /**
     * Returns what the cause means.
     *
     * @return a sentence
     */
    public String summary() {
        return summary;
    }

    /**
     * Returns what was found.
     *
     * @return names and values, in order
     */
    public List<Map.Entry<String, String>> evidence() {
        List<Map.Entry<String, String>> found = new ArrayList<>();
        for (Map.Entry<String, String> one : evidence) {
            found.add(one);
        }
        return Collections.unmodifiableList(found);
    }

    /**
     * Returns what to change.
     *
     * @return a sentence
     */
    public String fix() {
        return fix;
    }

    /** A report of several lines. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(cause).append(": ").append(summary);
        for (Map.Entry<String, String> one : evidence) {
            text.append("\n  ").append(one.getKey()).append(": ").append(one.getValue());
        }
        return text.append("\nFix: ").append(fix).toString();
    }
}
