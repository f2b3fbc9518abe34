package io.sallyport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A message of an event stream of AWS (application/vnd.amazon.eventstream): Transcribe, Bedrock, Kinesis, S3 Select.
 * Immutable but for the arrays among the values of its headers. {@link SignedEvents} signs what {@link #encode} gives.
 *
 * <p>Specification: Smithy, "Amazon Event Stream".
 */
public final class EventMessage {
    private static final int PRELUDE = 12;

    private final Map<String, Object> headers;
    private final byte[] payload;

    /**
     * Makes a message.
     *
     * @param headers by name; values are Boolean, Byte, Short, Integer, Long, byte[], String, Instant (of which
     *     milliseconds are kept) or UUID
     * @param payload at most 16 MiB
     * @return the message
     */
    public static EventMessage of(Map<String, ?> headers, byte[] payload) {
        return new EventMessage(headers, payload);
    }

    private EventMessage(Map<String, ?> headers, byte[] payload) {
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(Text.given(headers, "headers")));
        this.payload = Text.given(payload, "payload").clone();
    }

    /**
     * Returns the headers.
     *
     * @return values by name, of the types that {@link #of} takes
     */
    public Map<String, Object> headers() {
        return headers;
    }

    /**
     * Returns the payload.
     *
     * @return a copy
     */
    public byte[] payload() {
        return payload.clone();
    }

    /**
     * Encodes the message.
     *
     * @return its bytes on the wire
     * @throws UsageException (EVENT_MALFORMED, INVALID_ARGUMENT) for a value that no type has, or over a limit
     */
    public byte[] encode() {
        StringBuilder lines = new StringBuilder();
        headers.forEach((name, value) -> {
            lines.append(type(name, value)).append('\t');
            escape(Text.encode(name, "the name of a header"), lines);
            lines.append('\t');
            if (value instanceof byte[]) {
                escape((byte[]) value, lines);
            } else if (value instanceof String) {
                escape(Text.encode((String) value, "the value of a header"), lines);
            } else if (value instanceof Instant) {
                lines.append(milliseconds(name, (Instant) value));
            } else if (!(value instanceof Boolean)) {
                lines.append(value);
            }
            lines.append('\n');
        });
        return Ops.eventEncode()
                .text(Ops.EVENT_ENCODE_HEADERS, lines.toString().getBytes(StandardCharsets.US_ASCII))
                .text(Ops.EVENT_ENCODE_PAYLOAD, payload)
                .run()[Ops.ENCODED_MESSAGE];
    }

    /**
     * Decodes one whole message. Both its sums are compared.
     *
     * @param message its bytes
     * @return the message
     * @throws UsageException (EVENT_MALFORMED) for what is no message; (INVALID_ARGUMENT) for a part of one, or more
     */
    public static EventMessage decode(byte[] message) {
        byte[][] event = event(Text.given(message, "message"));
        if (length(event) != message.length) {
            throw SallyportException.usage(
                    "message has " + message.length + " bytes, and the first message in it " + length(event));
        }
        return new EventMessage(parse(event[Ops.EVENT_HEADERS]), event[Ops.EVENT_PAYLOAD]);
    }

    /**
     * Reads the next message of a stream, such as the body of a response.
     *
     * @param in is read to the message's end and no further
     * @return null: the stream has ended
     * @throws IOException what the stream throws; {@link EOFException} if it ends within a message
     * @throws UsageException (EVENT_MALFORMED) for what is no message
     */
    public static EventMessage read(InputStream in) throws IOException {
        Text.given(in, "in");
        byte[] head = part(in, new byte[0], PRELUDE);
        if (head.length == 0) {
            return null;
        }
        return decode(whole(in, head, length(event(whole(in, head, PRELUDE)))));
    }

    private static byte[] whole(InputStream in, byte[] begun, int length) throws IOException {
        byte[] all = part(in, begun, length);
        if (all.length < length) {
            throw new EOFException("the stream ended " + all.length + " bytes into a message");
        }
        return all;
    }

    /** What was begun with and what is read, up to length. */
    private static byte[] part(InputStream in, byte[] begun, int length) throws IOException {
        byte[] all = Arrays.copyOf(begun, length);
        int at = begun.length;
        while (at < length) {
            int n = in.read(all, at, length - at);
            if (n < 0) {
                return Arrays.copyOf(all, at);
            }
            at += n;
        }
        return all;
    }

    private static byte[][] event(byte[] data) {
        return Ops.eventDecode().text(Ops.EVENT_DECODE_DATA, data).run();
    }

    private static int length(byte[][] event) {
        return Integer.parseInt(Text.decode(event[Ops.EVENT_LENGTH]));
    }

    private static long milliseconds(String name, Instant value) {
        try {
            return value.toEpochMilli();
        } catch (ArithmeticException e) {
            throw SallyportException.usage("the header " + Text.show(name) + " has the time " + value
                    + ", whose milliseconds no type of a header has");
        }
    }

    private static String type(String name, Object value) {
        if (value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof byte[]) {
            return "bytes";
        }
        if (value instanceof Instant) {
            return "timestamp";
        }
        if (value instanceof Integer) {
            return "int";
        }
        for (Class<?> kind : new Class<?>[] {Byte.class, Short.class, Long.class, String.class, UUID.class}) {
            if (kind.isInstance(value)) {
                return kind.getSimpleName().toLowerCase(java.util.Locale.ROOT);
            }
        }
        throw SallyportException.usage("the header " + Text.show(name) + " has a value that no type of a header has");
    }

    private static Map<String, Object> parse(byte[] lines) {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (String line : Text.decode(lines).split("\n")) {
            String[] parts = line.split("\t", -1);
            if (parts.length == 3) { // no line at all is one part
                headers.put(Text.decode(unescape(parts[1])), value(parts[0], parts[2]));
            }
        }
        return headers;
    }

    private static Object value(String type, String text) {
        switch (type) {
            case "byte":
                return Byte.valueOf(text);
            case "short":
                return Short.valueOf(text);
            case "int":
                return Integer.valueOf(text);
            case "long":
                return Long.valueOf(text);
            case "timestamp":
                return Instant.ofEpochMilli(Long.parseLong(text));
            case "uuid":
                return UUID.fromString(text);
            case "string":
                return Text.decode(unescape(text));
            case "bytes":
                return unescape(text);
            default:
                return type.equals("true");
        }
    }

    private static void escape(byte[] bytes, StringBuilder into) {
        for (byte b : bytes) {
            if (b > ' ' && b < 0x7f && b != '%') {
                into.append((char) b);
            } else {
                into.append('%').append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
    }

    private static byte[] unescape(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.write(text.charAt(i));
            }
        }
        return out.toByteArray();
    }

    /** Names of the headers, and the size of the payload. */
    @Override
    public String toString() {
        return "EventMessage[" + headers.keySet() + ", " + payload.length + " bytes]";
    }
}
