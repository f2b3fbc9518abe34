package io.sallyport;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Arguments as callers give them, in the form that the library takes; and its bytes as text. */
final class Text {
    private Text() {}

    /** UTF-8. What it cannot carry is refused, not replaced. */
    static byte[] encode(String text, String argument) {
        return encode(text, argument, ErrorCode.INVALID_ARGUMENT);
    }

    /** The code is the one of the library for bytes that are not UTF-8, and for an empty text: null is one. */
    static byte[] encode(String text, String argument, ErrorCode code) {
        return encode(text, argument, code, code);
    }

    static byte[] encode(String text, String argument, ErrorCode code, ErrorCode missing) {
        given(text, argument, missing);
        if (holdsLoneSurrogate(text)) {
            throw SallyportException.of(code, argument + " holds a lone surrogate, which UTF-8 cannot carry");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] encodeOptional(String text, String argument) {
        return encodeOptional(text, argument, ErrorCode.INVALID_ARGUMENT);
    }

    static byte[] encodeOptional(String text, String argument, ErrorCode code) {
        return text == null ? null : encode(text, argument, code);
    }

    private static boolean holdsLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isHighSurrogate(text.charAt(i))
                        || ++i == text.length()
                        || !Character.isLowSurrogate(text.charAt(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Bytes from the wire: UTF-8, or Latin-1 if they are not that. */
    static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    static String decode(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            } catch (CharacterCodingException e) {
                return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
            }
        }
        return text;
    }

    /** A value in a message: quoted, and not too long. */
    static String show(String text) {
        return '"' + (text.length() > 64 ? text.substring(0, 64) + "..." : text) + '"';
    }

    /** Refuses null. */
    static <T> T given(T value, String argument) {
        return given(value, argument, ErrorCode.INVALID_ARGUMENT);
    }

    /** Refuses null with the code that the library has for the empty text, or NULL_POINTER for an object. */
    static <T> T given(T value, String argument, ErrorCode code) {
        if (value == null) {
            throw SallyportException.of(code, argument + " must not be null");
        }
        return value;
    }

    /** A time in the library's unit; null is now. */
    static long time(Instant time) {
        return time == null ? Ops.NOW : time.getEpochSecond();
    }

    /** A duration above zero, in the library's unit. */
    static long milliseconds(Duration duration, String argument) {
        if (given(duration, argument).isNegative() || duration.isZero()) {
            throw SallyportException.usage(argument + " must be more than 0, not " + duration);
        }
        try {
            return Math.max(1, duration.toMillis());
        } catch (ArithmeticException e) {
            throw SallyportException.usage(argument + " is out of range: " + duration);
        }
    }

    /** A duration in whole seconds. */
    static long seconds(Duration duration, String argument) {
        if (given(duration, argument).getNano() != 0) {
            throw SallyportException.usage(argument + " must be whole seconds, not " + duration);
        }
        return duration.getSeconds();
    }

    /** A duration that is not negative, in whole seconds; the code is that of a negative one. */
    static long positiveSeconds(Duration duration, String argument, ErrorCode negative) {
        if (given(duration, argument).isNegative()) {
            throw SallyportException.of(negative, argument + " must not be negative: " + duration);
        }
        return seconds(duration, argument);
    }
}
