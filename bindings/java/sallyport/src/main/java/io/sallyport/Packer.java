package io.sallyport;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;

/** Bytes under construction: text as UTF-8, and lines of fields. */
final class Packer {
    /** A line break before a space or tab is one space (RFC 9112 section 5.2). */
    private static final Pattern FOLDING = Pattern.compile("\r?\n[ \t]+");

    private static final int MOST = 1 << 30;

    byte[] bytes;
    int length;

    Packer(byte[] room) {
        bytes = room;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    void reserve(int count) {
        if (count > bytes.length - length) {
            if (count > MOST - length) {
                throw SallyportException.of(ErrorCode.INPUT_TOO_LARGE, "the texts take more than 1 GiB together");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.max(Math.min(bytes.length * 2L, MOST), length + count));
        }
    }

    void raw(byte[] add) {
        raw(add, 0, add.length);
    }

    void raw(byte[] add, int from, int count) {
        reserve(count);
        System.arraycopy(add, from, bytes, length, count);
        length += count;
    }

    /** Returns the number of bytes. */
    int text(String text, String argument) {
        return text(text, argument, ErrorCode.INVALID_ARGUMENT);
    }

    int text(String text, String argument, ErrorCode code) {
        int before = length;
        if (!plain(Text.given(text, argument, code))) {
            raw(Text.encode(text, argument, code));
        }
        return length - before;
    }

    /**
     * Appends text of printable ASCII, or returns false. The loop has one exit, so that the compiler can unroll it: the
     * difference to 0x20 is negative for control characters.
     */
    private boolean plain(String text) {
        int count = text.length();
        reserve(count);
        byte[] to = bytes;
        int at = length;
        int seen = 0;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            seen |= c | (c - 0x20);
            to[at + i] = (byte) c;
        }
        if ((seen & ~0x7f) != 0) {
            return false;
        }
        length = at + count;
        return true;
    }

    /**
     * Appends header fields; null appends nothing. Checks what would change the meaning of the lines themselves; the
     * library checks names and values against RFC 9110. Returns the number of bytes.
     */
    int headers(Iterable<? extends Map.Entry<String, String>> fields) {
        int before = length;
        if (fields != null) {
            for (Map.Entry<String, String> field : fields) {
                headerName(field.getKey());
                headerValue(field.getKey(), field.getValue());
            }
        }
        return length - before;
    }

    private void headerName(String name) {
        Text.given(name, "a name in headers", ErrorCode.INVALID_HEADER);
        if (name.isEmpty() || name.indexOf(':') >= 0 || name.charAt(0) == ' ' || !plain(name)) {
            if (name.isEmpty() || name.charAt(0) == ' ' || name.charAt(0) == '\t' || holds(name, ":\r\n\0")) {
                throw SallyportException.of(ErrorCode.INVALID_HEADER, "headers: " + Text.show(name) + " is not a name");
            }
            raw(Text.encode(name, "a name in headers", ErrorCode.INVALID_HEADER));
        }
        reserve(2);
        bytes[length++] = ':';
        bytes[length++] = ' ';
    }

    private void headerValue(String name, String value) {
        if (value == null || !plain(value)) {
            String what = "headers[" + Text.show(name) + "]";
            String flat = FOLDING.matcher(Text.given(value, what)).replaceAll(" ");
            if (holds(flat, "\r\n\0")) {
                throw SallyportException.of(ErrorCode.INVALID_HEADER, what + " holds a line break or NUL");
            }
            raw(Text.encode(flat, what, ErrorCode.INVALID_HEADER));
        }
        reserve(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    private static boolean holds(String text, String characters) {
        for (int i = 0; i < characters.length(); i++) {
            if (text.indexOf(characters.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** User properties of a message. They are data, so nothing is tidied. */
    static byte[] propertyLines(Headers properties) {
        Packer packer = new Packer(new byte[256]);
        for (Map.Entry<String, String> property : properties) {
            String what = "userProperties[" + Text.show(property.getKey()) + "]";
            if (property.getKey().contains(": ") || holds(property.getKey(), "\r\n")) {
                throw SallyportException.of(
                        ErrorCode.MESSAGE_INVALID, what + ": the name holds a line break or \": \"");
            }
            if (holds(property.getValue(), "\r\n")) {
                throw SallyportException.of(ErrorCode.MESSAGE_INVALID, what + " holds a line break");
            }
            String line = property.getKey() + ": " + property.getValue() + "\n";
            packer.raw(Text.encode(line, what, ErrorCode.MESSAGE_INVALID));
        }
        return packer.toBytes();
    }
}
