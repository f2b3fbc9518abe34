package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Messages of event streams, as AWS's own library for Java has them. */
final class EventMessageTest {
    private static final byte[] BYTES = {0, -1, '%', '\t', '\n'};
    private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    private static Map<String, Object> ours() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("yes", true);
        headers.put("no", false);
        headers.put("byte", (byte) -128);
        headers.put("short", (short) 32767);
        headers.put("int", -1);
        headers.put("long", 1L << 40);
        headers.put("bytes", BYTES);
        headers.put(":string", "a+b%20 \t\r\n\u00fc\ud83d\ude00");
        headers.put("time", Instant.ofEpochMilli(-1));
        headers.put("uuid", ID);
        return headers;
    }

    /** Without bytes and shorts, of which eventstream 1.0.1 writes the type and no value. */
    private static Map<String, HeaderValue> theirs() {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put("yes", HeaderValue.fromBoolean(true));
        headers.put("no", HeaderValue.fromBoolean(false));
        headers.put("int", HeaderValue.fromInteger(-1));
        headers.put("long", HeaderValue.fromLong(1L << 40));
        headers.put("bytes", HeaderValue.fromByteArray(BYTES));
        headers.put(":string", HeaderValue.fromString("a+b%20 \t\r\n\u00fc\ud83d\ude00"));
        headers.put("time", HeaderValue.fromTimestamp(Instant.ofEpochMilli(-1)));
        headers.put("uuid", HeaderValue.fromUuid(ID));
        return headers;
    }

    @Test
    void messagesAreThoseOfAwss() throws Exception {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        new Message(theirs(), "payload".getBytes()).encode(expected);
        Map<String, Object> common = ours();
        common.keySet().retainAll(theirs().keySet());
        assertArrayEquals(
                expected.toByteArray(),
                EventMessage.of(common, "payload".getBytes()).encode());
        byte[] encoded = EventMessage.of(ours(), "payload".getBytes()).encode();
        EventMessage decoded = EventMessage.decode(encoded);
        assertArrayEquals("payload".getBytes(), decoded.payload());
        Map<String, Object> headers = new LinkedHashMap<>(decoded.headers());
        assertArrayEquals(BYTES, (byte[]) headers.get("bytes"));
        headers.put("bytes", BYTES);
        assertEquals(ours().keySet(), headers.keySet());
        ours().forEach((name, value) -> {
            if (!name.equals("bytes")) {
                assertEquals(value, headers.get(name), name);
            }
        });
    }

    @Test
    void aStreamIsReadMessageByMessage() throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int n = 0; n < 3; n++) {
            stream.write(EventMessage.of(Collections.singletonMap("n", n), new byte[n])
                    .encode());
        }
        byte[] all = stream.toByteArray();
        ByteArrayInputStream in = new ByteArrayInputStream(all);
        for (int n = 0; n < 3; n++) {
            assertEquals(n, EventMessage.read(in).headers().get("n"));
        }
        assertNull(EventMessage.read(in));
        ByteArrayInputStream cut = new ByteArrayInputStream(Arrays.copyOf(all, 20));
        assertThrows(EOFException.class, () -> EventMessage.read(cut));
    }

    @Test
    void whatIsNoMessageIsRefused() {
        byte[] good =
                EventMessage.of(Collections.singletonMap("a", 1), new byte[3]).encode();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            UsageException e = assertThrows(UsageException.class, () -> EventMessage.decode(bad));
            assertEquals("EVENT_MALFORMED", e.name(), "byte " + i);
        }
        assertThrows(UsageException.class, () -> EventMessage.decode(Arrays.copyOf(good, good.length - 1)));
        assertThrows(UsageException.class, () -> EventMessage.decode(Arrays.copyOf(good, good.length + 1)));
        for (Object odd : new Object[] {1.5, Instant.MAX}) {
            EventMessage message = EventMessage.of(Collections.singletonMap("a", odd), new byte[0]);
            assertThrows(UsageException.class, message::encode);
        }
        assertThrows(UsageException.class, () -> EventMessage.of(Collections.singletonMap("", 1), new byte[0])
                .encode());
    }
}
