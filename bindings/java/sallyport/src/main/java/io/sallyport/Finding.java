package io.sallyport;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What names one cause, with its evidence and its fix. */
abstract class Finding implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String cause;
    private final String summary;
    private final Headers evidence;
    private final String fix;

    Finding(byte[] cause, byte[] summary, byte[] evidence, byte[] fix) {
        this.cause = Text.decode(cause);
        this.summary = Text.decode(summary);
        this.evidence = Headers.parse(evidence);
        this.fix = Text.decode(fix);
    }

    /**
     * Returns the cause.
     *
     * @return a stable id, a row of docs/causes/README.md
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
