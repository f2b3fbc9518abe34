package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies of incoming requests, verified as they are read and signed anew as they go on. */
final class VerifiedBodyTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final String URL = "https://bucket.s3.eu-west-1.amazonaws.com/k";
    private static final byte[] BODY = new byte[70000];

    static {
        for (int i = 0; i < BODY.length; i++) {
            BODY[i] = (byte) (i * 31);
        }
    }

    private final RequestVerifier verifier = RequestVerifier.builder()
            .secretFor(id -> RequestVerifier.Secret.of(id.equals("REAL") ? "another secret" : SECRET))
            .build();

    @AfterEach
    void close() {
        verifier.close();
    }

    private static Signer signer(String id, String secret, String scheme) {
        return Signer.builder()
                .accessKeyId(id)
                .secretAccessKey(secret)
                .region("eu-west-1")
                .service("s3")
                .scheme(scheme)
                .build();
    }

    private static Request.Builder request(String[] form) {
        Request.Builder made = Request.builder("PUT", URL).time(NOON);
        return form[1] == null ? made : made.checksum(form[1]);
    }

    /** Scheme, checksum, payload hash. Other forms, and what is refused, are vectors (tests/vectors/incoming). */
    private static final String[][] FORMS = {
        {"aws4", "sha256", null},
        {"aws4", "crc32c", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}
    };

    private static byte[] all(InputStream from, int size) throws IOException {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        byte[] piece = new byte[size];
        for (int n = from.read(piece); n >= 0; n = from.read(piece)) {
            to.write(piece, 0, n);
        }
        return to.toByteArray();
    }

    private static InputStream slow(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 777));
            }
        };
    }

    private VerifiedBody verified(SignedRequest head, InputStream body) {
        return verifier.verifyStream("PUT", "/k", head.headers(), body, NOON);
    }

    @Test
    void chunksAreReadBackAndSignedAnew() throws Exception {
        for (String[] form : FORMS) {
            try (Signer client = signer("PLACEHOLDER", SECRET, form[0]);
                    Signer gateway = signer("REAL", "another secret", form[0])) {
                SignedBody sent = client.signStream(
                        request(form).payloadHash(form[2]).build(), new ByteArrayInputStream(BODY), BODY.length, 8192);
                byte[] wire = all(sent, 5000);
                VerifiedBody body = verified(sent.request(), slow(wire));
                assertEquals("streaming", body.request().payload());
                assertFalse(body.toString().contains(SECRET));
                SignedBody again = gateway.resignStream(
                        "PUT", "/k", sent.request().headers(), body, "https://real.example", 16384, NOON);
                assertEquals("https://real.example/k", again.request().url());
                byte[] next = all(again, 100000);
                assertEquals(again.length(), next.length);
                VerifiedBody there = verified(again.request(), new ByteArrayInputStream(next));
                assertEquals("REAL", there.request().accessKeyId());
                assertArrayEquals(BODY, all(there, 1 << 20));
                assertEquals(-1, there.read());
            }
        }
    }

    private static byte[] events(SignedEvents events, Instant time, byte[]... messages) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            wire.write(events.sign(message, time));
        }
        return wire.toByteArray();
    }

    private VerifiedBody verifiedEvents(SignedRequest head, byte[] wire) {
        return verifier.verifyStream("POST", "/stream-transcription", head.headers(), slow(wire), NOON);
    }

    @Test
    void anEventStreamIsReadBackAndSignedAnew() throws Exception {
        Request request = Request.builder(
                        "POST", "https://transcribestreaming.eu-west-1.amazonaws.com/stream-transcription")
                .time(NOON)
                .build();
        byte[] first = {1};
        byte[] end = {};
        try (Signer client = signer("PLACEHOLDER", SECRET, "aws4");
                Signer gateway = signer("REAL", "another secret", "aws4")) {
            SignedEvents sent = client.signEvents(request);
            byte[] wire = events(sent, NOON, first, BODY, end);
            VerifiedBody body = verifiedEvents(sent.request(), wire);
            SignedEvents again = gateway.resignEvents(
                    "POST", "/stream-transcription", sent.request().headers(), "https://real.example", NOON);
            assertEquals(
                    "https://real.example/stream-transcription", again.request().url());
            byte[] one = body.readMessage();
            byte[] two = body.readMessage();
            assertArrayEquals(first, one);
            assertArrayEquals(BODY, two);
            assertNull(body.readMessage());
            VerifiedBody there = verifiedEvents(again.request(), events(again, NOON, one, two, end));
            assertEquals("REAL", there.request().accessKeyId());
            assertEquals(1 + BODY.length, all(there, 1000).length);

            SignedEvents late = client.signEvents(request);
            byte[] cut = Arrays.copyOf(wire, wire.length - 1);
            byte[] later = events(late, NOON.plusSeconds(901), first, end);
            for (VerifiedBody bad :
                    new VerifiedBody[] {verifiedEvents(sent.request(), cut), verifiedEvents(late.request(), later)}) {
                IOException e = assertThrows(IOException.class, () -> all(bad, 1000));
                assertEquals(VerificationException.class, e.getCause().getClass());
            }
            assertThrows(
                    UsageException.class,
                    () -> client.resignStream(
                            "POST", "/stream-transcription", sent.request().headers(), slow(BODY), null, 0, NOON));
        }
    }

    @Test
    void whatWasChangedIsRefused() throws Exception {
        for (String[] form : FORMS) {
            try (Signer client = signer("AKID", SECRET, form[0])) {
                SignedBody sent = client.signStream(
                        request(form).payloadHash(form[2]).build(), new ByteArrayInputStream(BODY), BODY.length, 8192);
                byte[] wire = all(sent, 5000);
                byte[] changed = wire.clone();
                changed[wire.length / 2] ^= 1;
                for (byte[] bad : new byte[][] {changed, Arrays.copyOf(wire, wire.length - 1), new byte[0]}) {
                    VerifiedBody body = verified(sent.request(), slow(bad));
                    IOException e = assertThrows(IOException.class, () -> all(body, 1000));
                    assertEquals(VerificationException.class, e.getCause().getClass());
                    assertThrows(IOException.class, body::read);
                }
            }
        }
    }

    @Test
    void anotherBodyIsHashed() throws Exception {
        try (Signer client = signer("AKID", SECRET, "aws4")) {
            SignedRequest sent = client.sign(
                    Request.builder("PUT", URL).body(BODY).time(NOON).build());
            assertArrayEquals(BODY, all(verified(sent, slow(BODY)), 10));
            IOException e =
                    assertThrows(IOException.class, () -> all(verified(sent, slow(Arrays.copyOf(BODY, 10))), 10));
            assertEquals(ErrorCode.REQUEST_PAYLOAD_CHANGED, ((SallyportException) e.getCause()).errorCode());
            assertThrows(
                    UsageException.class,
                    () -> client.resignStream("PUT", "/k", sent.headers(), slow(BODY), null, 0, NOON));
        }
    }
}
