package io.sallyport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Predicate;

/** The key=value pairs that one native object is made from. The text form shows keys, never values. */
final class Options {
    private final List<byte[]> pairs = new ArrayList<>();

    /** What gives further pairs, others in time; null: nothing does. */
    CredentialsSource source;

    Options() {}

    /** A copy; of equal keys the last one counts. */
    Options(Options other) {
        addAll(other);
    }

    /** Adds a pair; null means "not given" and adds nothing. */
    void set(String key, byte[] value) {
        if (value != null) {
            pairs.add(Text.encode(key, "the key of an option", ErrorCode.UNKNOWN_OPTION));
            pairs.add(value);
        }
    }

    void set(String key, String value) {
        set(key, Text.encodeOptional(value, key));
    }

    void set(String key, long value) {
        set(key, Long.toString(value));
    }

    void set(String key, Boolean value) {
        if (value != null) {
            set(key, value.toString());
        }
    }

    /** Adds a list: one entry per line. Null adds nothing; an empty list is given, and is empty. */
    void setList(String key, Collection<String> values) {
        setList(key, values, ErrorCode.INVALID_OPTION);
    }

    void setList(String key, Collection<String> values, ErrorCode code) {
        if (values == null) {
            return;
        }
        StringJoiner lines = new StringJoiner("\n");
        for (String value : values) {
            String fault = entryFault(value);
            if (fault != null) {
                throw SallyportException.of(ErrorCode.INVALID_OPTION, key + ": an entry " + fault);
            }
            lines.add(value);
        }
        set(key, Text.encode(lines.toString(), key, code));
    }

    private static String entryFault(String value) {
        if (value == null) {
            return "is null";
        }
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            return "holds a line break: " + Text.show(value);
        }
        return value.trim().isEmpty() ? "is empty" : null; // the library would not see it
    }

    void addAll(Options other) {
        pairs.addAll(other.pairs);
        source = other.source == null ? source : other.source;
    }

    /** Takes keys away if others gives one of them. */
    void replace(List<String> keys, Options others) {
        if (!others.any(keys::contains)) {
            return;
        }
        for (int i = pairs.size() - 2; i >= 0; i -= 2) {
            if (keys.contains(Text.decode(pairs.get(i)))) {
                pairs.subList(i, i + 2).clear();
            }
        }
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }

    /** Of equal pairs in the same order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Options && Arrays.deepEquals(pairs(), ((Options) other).pairs());
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(pairs());
    }

    /** Those of a signer that say nothing of how servers are reached. */
    Options ofCredentials() {
        Options kept = new Options();
        kept.source = source;
        for (int i = 0; i < pairs.size(); i += 2) {
            String key = Text.decode(pairs.get(i));
            if (!key.startsWith("client.") && !key.startsWith("tls.") && !Environment.reaches(key)) {
                kept.pairs.add(pairs.get(i));
                kept.pairs.add(pairs.get(i + 1));
            }
        }
        return kept;
    }

    /** Those with this beginning. */
    Options of(String prefix) {
        Options kept = new Options();
        for (int i = 0; i < pairs.size(); i += 2) {
            if (Text.decode(pairs.get(i)).startsWith(prefix)) {
                kept.pairs.add(pairs.get(i));
                kept.pairs.add(pairs.get(i + 1));
            }
        }
        return kept;
    }

    boolean has(String key) {
        return any(key::equals);
    }

    /** The last number that was given by this key. */
    long number(String key, long otherwise) {
        for (int i = pairs.size() - 2; i >= 0; i -= 2) {
            if (key.equals(Text.decode(pairs.get(i)))) {
                return Long.parseLong(Text.decode(pairs.get(i + 1)));
            }
        }
        return otherwise;
    }

    boolean hasPrefix(String prefix) {
        return any(key -> key.startsWith(prefix));
    }

    private boolean any(Predicate<String> wanted) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (wanted.test(Text.decode(pairs.get(i)))) {
                return true;
            }
        }
        return false;
    }

    /** Key, value, key, value... */
    byte[][] pairs() {
        return pairs.toArray(new byte[0][]);
    }

    @Override
    public String toString() {
        StringJoiner keys = new StringJoiner(", ", "Options[", "]");
        for (int i = 0; i < pairs.size(); i += 2) {
            keys.add(Text.decode(pairs.get(i)));
        }
        return keys.toString();
    }
}
