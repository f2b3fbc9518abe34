package io.sallyport;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where what a client trusts came from. Immutable. */
public final class TrustReport implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String source;
    private final ArrayList<Root> roots = new ArrayList<>();
    private final ArrayList<String> unusable = new ArrayList<>();

    TrustReport(byte[][] results) {
        source = Text.decode(results[Ops.TRUST_SOURCE]);
        for (String line : Text.decode(results[Ops.TRUST_ROOTS]).split("\r\n")) {
            String[] fields = line.split("\t", -1);
            if (fields.length == 4) {
                roots.add(new Root(fields));
            }
        }
        for (String line : Text.decode(results[Ops.TRUST_UNUSABLE]).split("\r\n")) {
            if (!line.isEmpty()) {
                unusable.add(line);
            }
        }
    }

    /**
     * Returns where the roots came from.
     *
     * @return the places in short
     */
    public String source() {
        return source;
    }

    /**
     * Returns the trusted roots.
     *
     * @return in their order; none if nothing is verified
     */
    public List<Root> roots() {
        return Collections.unmodifiableList(roots);
    }

    /**
     * Returns what was found where the roots came from and is not used.
     *
     * @return each with its place and reason
     */
    public List<String> unusable() {
        return Collections.unmodifiableList(unusable);
    }

    /** A certificate that a chain may end in. Immutable. */
    public static final class Root implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String[] fields;

        Root(String[] fields) {
            this.fields = fields;
        }

        /**
         * Returns the SHA-256 of the certificate.
         *
         * @return 64 hex digits
         */
        public String sha256() {
            return fields[0];
        }

        /**
         * Returns the end of its life.
         *
         * @return RFC 3339
         */
        public String notAfter() {
            return fields[1];
        }

        /**
         * Returns where it came from.
         *
         * @return the file with its line, after the variable that names it, or "embedded Mozilla roots"
         */
        public String place() {
            return fields[2];
        }

        /**
         * Returns its name.
         *
         * @return the subject
         */
        public String subject() {
            return fields[3];
        }
    }
}
