package io.sallyport;

import java.nio.charset.StandardCharsets;

/** name=value&amp;..., percent-encoded: a query or a form. */
final class Forms {
    private static final String HEX = "0123456789ABCDEF";

    private final boolean plus;
    private final StringBuilder text = new StringBuilder();

    /** A space becomes "+" in a form, and %20 in a query. */
    Forms(boolean plus) {
        this.plus = plus;
    }

    void add(String name, String value, String argument) {
        if (text.length() > 0) {
            text.append('&');
        }
        escape(Text.encode(name, "a name in " + argument));
        text.append('=');
        escape(Text.encode(value, argument + "[" + Text.show(name) + "]"));
    }

    private void escape(byte[] bytes) {
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0) {
                text.append(c);
            } else if (c == ' ' && plus) {
                text.append('+');
            } else {
                text.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
    }

    boolean isEmpty() {
        return text.length() == 0;
    }

    String contentType() {
        return isEmpty() ? null : "application/x-www-form-urlencoded";
    }

    byte[] toBytes() {
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The URL with these parameters at the end of its query, before any fragment. */
    String appendTo(String url) {
        if (isEmpty()) {
            return url;
        }
        int end = url.indexOf('#');
        String target = end < 0 ? url : url.substring(0, end);
        String separator = target.endsWith("?") || target.endsWith("&") ? "" : target.indexOf('?') < 0 ? "?" : "&";
        return target + separator + text + url.substring(target.length());
    }

    /** The URL for a message: without the user, the query and the fragment. */
    static String withoutSecrets(String url) {
        String where = url.split("[?#]", 2)[0];
        int authority = where.indexOf("://") + 3;
        int slash = where.indexOf('/', authority);
        int at = where.lastIndexOf('@', slash < 0 ? where.length() : slash);
        return authority < 3 || at < authority ? where : where.substring(0, authority) + where.substring(at + 1);
    }
}
