package io.sallyport;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;

/** Bytes under construction: text as UTF-8, and field lines ("Name: value\r\n"). */
final class Packer {
    /** A line break before a space or tab is one space (RFC 9112 section 5.2). */
    private static final Pattern FOLDING = Pattern.compile("\r?\n[ \t]+");

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
            if (count > Integer.MAX_VALUE / 2 - length) {
                throw SallyportException.of(ErrorCode.INPUT_TOO_LARGE, "the request takes more than 1 GiB");
            }
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }

    void raw(byte[] add) {
        reserve(add.length);
        System.arraycopy(add, 0, bytes, length, add.length);
        length += add.length;
    }

    /** Returns the number of bytes. */
    int text(String text, String argument) {
        int before = length;
        if (!plain(Text.given(text, argument))) {
            raw(Text.encode(text, argument));
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
     * Appends field lines; null appends nothing. Checks what would change the meaning of the lines themselves; the
     * library checks names and values against RFC 9110. Returns the number of bytes.
     *
     * @param argument for messages
     * @param code of the exception
     */
    int fields(Iterable<? extends Map.Entry<String, String>> fields, String argument, ErrorCode code) {
        int before = length;
        if (fields != null) {
            for (Map.Entry<String, String> field : fields) {
                name(field.getKey(), argument, code);
                value(field.getKey(), field.getValue(), argument, code);
            }
        }
        return length - before;
    }

    private void name(String name, String argument, ErrorCode code) {
        Text.given(name, "a name in " + argument);
        if (name.isEmpty() || name.indexOf(':') >= 0 || name.charAt(0) == ' ' || !plain(name)) {
            if (name.isEmpty() || name.charAt(0) == ' ' || name.charAt(0) == '\t' || holds(name, ":\r\n\0")) {
                throw SallyportException.of(code, argument + ": " + Text.show(name) + " is not a name");
            }
            raw(Text.encode(name, "a name in " + argument, code));
        }
        reserve(2);
        bytes[length++] = ':';
        bytes[length++] = ' ';
    }

    private void value(String name, String value, String argument, ErrorCode code) {
        if (value == null || !plain(value)) {
            String what = argument + "[" + Text.show(name) + "]";
            String flat = FOLDING.matcher(Text.given(value, what)).replaceAll(" ");
            if (holds(flat, "\r\n\0")) {
                throw SallyportException.of(code, what + " holds a line break or NUL");
            }
            raw(Text.encode(flat, what, code));
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

    /** Field lines alone. */
    static byte[] lines(Iterable<? extends Map.Entry<String, String>> fields, String argument, ErrorCode code) {
        Packer packer = new Packer(new byte[256]);
        packer.fields(fields, argument, code);
        return packer.toBytes();
    }
}
