package io.sallyport;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * Header fields in their order, repetitions included; lookup ignores case. Immutable.
 *
 * <p>Iterating gives each field as it is on the wire. A value whose bytes are not UTF-8 is read as Latin-1. The text
 * form shows names only, as values may be secrets.
 */
public final class Headers implements Iterable<Map.Entry<String, String>>, Serializable {
    private static final long serialVersionUID = 1L;

    /** Name, value, name, value... */
    private final String[] fields;

    private Headers(String[] fields) {
        this.fields = fields;
    }

    /**
     * Returns the fields of a map.
     *
     * @param fields in the order of its iteration
     * @return the fields
     * @throws UsageException if one is null
     */
    public static Headers of(Map<String, String> fields) {
        List<String> list = new ArrayList<>(2 * Text.given(fields, "headers").size());
        fields.forEach((name, value) -> {
            list.add(name);
            list.add(value);
        });
        return of(list);
    }

    /**
     * Returns fields.
     *
     * @param namesAndValues name, value, name, value...
     * @return the fields
     * @throws UsageException if one is null, or the last name has no value
     */
    public static Headers of(String... namesAndValues) {
        return of(Arrays.asList(Text.given(namesAndValues, "headers")));
    }

    static Headers of(List<String> namesAndValues) {
        if (namesAndValues.size() % 2 != 0) {
            throw SallyportException.usage("headers: the last name has no value");
        }
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            Text.given(namesAndValues.get(i), "a name in headers", ErrorCode.INVALID_HEADER);
            Text.given(namesAndValues.get(i + 1), "a value in headers");
        }
        return new Headers(namesAndValues.toArray(new String[0]));
    }

    static Headers parse(byte[] lines) {
        return parse(lines, 0, lines.length);
    }

    /** The library's own field lines: "Name: value\r\n" each. */
    static Headers parse(byte[] lines, int from, int length) {
        String block = new String(lines, from, length, StandardCharsets.UTF_8);
        if (block.indexOf('\uFFFD') < 0) {
            return parse(block, false);
        }
        return parse(new String(lines, from, length, StandardCharsets.ISO_8859_1), true);
    }

    /** bytes: each character stands for a byte, and each name and value is decoded alone. */
    private static Headers parse(String block, boolean bytes) {
        String[] fields = new String[16];
        int count = 0;
        for (int start = 0, next; start < block.length(); start = next) {
            int newline = block.indexOf('\n', start);
            int end = newline < 0 ? block.length() : newline;
            next = end + 1;
            int colon = block.indexOf(':', start);
            if (colon < 0 || colon > end) {
                continue; // not a field
            }
            if (count == fields.length) {
                fields = Arrays.copyOf(fields, 2 * count);
            }
            int valueStart = colon + 1;
            while (end > valueStart && isSpace(block.charAt(end - 1))) {
                end--;
            }
            while (valueStart < end && isSpace(block.charAt(valueStart))) {
                valueStart++;
            }
            String name = block.substring(start, colon);
            String value = block.substring(valueStart, end);
            fields[count++] = bytes ? Text.decode(name.getBytes(StandardCharsets.ISO_8859_1)) : name;
            fields[count++] = bytes ? Text.decode(value.getBytes(StandardCharsets.ISO_8859_1)) : value;
        }
        return new Headers(Arrays.copyOf(fields, count));
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    /**
     * Returns the value of a field; of one that occurs more than once the values joined with ",", which is what AWS
     * signs.
     *
     * @param name in any case
     * @return the value, or null if there is no such field
     */
    public String get(String name) {
        String found = null;
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                found = found == null ? fields[i + 1] : found + "," + fields[i + 1];
            }
        }
        return found;
    }

    /**
     * Returns every value of a field (Set-Cookie needs that).
     *
     * @param name in any case
     * @return the values in order, possibly none
     */
    public List<String> all(String name) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                found.add(fields[i + 1]);
            }
        }
        return Collections.unmodifiableList(found);
    }

    /**
     * Returns the fields as a map: the first form of each name, and what {@link #get} returns for it.
     *
     * @return a map that cannot be changed; its lookup does not ignore case
     */
    public Map<String, String> toMap() {
        Map<String, String> forms = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            String known = forms.putIfAbsent(fields[i], fields[i]);
            map.merge(known == null ? fields[i] : known, fields[i + 1], (a, b) -> a + "," + b);
        }
        return Collections.unmodifiableMap(map);
    }

    /**
     * Returns the number of fields, repetitions included.
     *
     * @return 0 or more
     */
    public int size() {
        return fields.length / 2;
    }

    /** Goes through the fields in order, repetitions included. */
    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return new Iterator<Map.Entry<String, String>>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < fields.length;
            }

            @Override
            public Map.Entry<String, String> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                next += 2;
                return new SimpleImmutableEntry<>(fields[next - 2], fields[next - 1]);
            }
        };
    }

    /** Compares names and values in order, names with their case. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Headers && Arrays.equals(fields, ((Headers) other).fields);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fields);
    }

    /** The names. */
    @Override
    public String toString() {
        StringBuilder names = new StringBuilder("Headers[");
        for (int i = 0; i < fields.length; i += 2) {
            names.append(i == 0 ? "" : ", ").append(fields[i]);
        }
        return names.append(']').toString();
    }
}
