package io.sallyport;

import static io.sallyport.Examples.repeat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the account of the examples in the Amazon S3 API Reference. */
final class SignedBodyTest {
    private static final byte[] BODY = repeat('a', 66560).getBytes(StandardCharsets.UTF_8);
    private static final String URL = "https://s3.amazonaws.com/examplebucket/chunkObject.txt";

    private final Signer signer = Signer.builder()
            .accessKeyId("AKIAIOSFODNN7EXAMPLE")
            .secretAccessKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
            .region("us-east-1")
            .build();

    @AfterEach
    void close() {
        signer.close();
    }

    private static Request.Builder request() {
        return Request.builder("PUT", URL)
                .header("x-amz-storage-class", "REDUCED_REDUNDANCY")
                .time(Instant.parse("2013-05-24T00:00:00Z"));
    }

    private static byte[] read(InputStream from, int size) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[size + 2];
        for (int n = from.read(piece, 1, size); n >= 0; n = from.read(piece, 1, size)) {
            all.write(piece, 1, n);
        }
        return all.toByteArray();
    }

    @Test
    void theDocumentedExample() throws Exception {
        byte[] first = null;
        for (int size : new int[] {1, 1000, 65626, 1 << 20}) {
            SignedBody body = signer.signStream(request().build(), new ByteArrayInputStream(BODY), BODY.length);
            assertEquals(
                    "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                    body.request().signature());
            assertEquals("PUT", body.request().method());
            assertEquals(URL, body.request().url());
            assertEquals("66824", body.request().headers().get("Content-Length"));
            byte[] wire = read(body, size);
            assertEquals(66824, body.length());
            assertEquals(-1, body.read());
            String text = new String(wire, StandardCharsets.US_ASCII);
            assertTrue(
                    text.endsWith(
                            "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"),
                    text.substring(text.length() - 100));
            first = first == null ? wire : first;
            assertArrayEquals(first, wire);
        }
    }

    @Test
    void aChecksumIsSentBehindTheBody() throws Exception {
        SignedBody body = signer.signStream(
                request()
                        .checksum("crc64nvme")
                        .payloadHash("STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                        .build(),
                new ByteArrayInputStream("123456789".getBytes(StandardCharsets.US_ASCII)),
                9,
                8192);
        assertEquals(
                "9\r\n123456789\r\n0\r\nx-amz-checksum-crc64nvme:rosUhgp5mIg=\r\n\r\n",
                new String(read(body, 100), StandardCharsets.US_ASCII));
    }

    @Test
    void anEmptyBodyHasOneChunk() throws Exception {
        SignedBody body = signer.signStream(request().build(), new ByteArrayInputStream(new byte[0]), 0);
        assertEquals(body.length(), read(body, 100).length);
    }

    @Test
    void whatCannotBeSignedIsSaidAtOnce() {
        InputStream source = new ByteArrayInputStream(BODY);
        Request request = request().build();
        assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> signer.signStream(request, source, -1)));
        assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> signer.signStream(request, source, 1, 8191)));
        assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> signer.signStream(request, null, 1)));
        assertEquals(ErrorCode.NULL_POINTER, code(() -> signer.signStream(null, source, 1)));
        Request sqs =
                Request.builder("PUT", "https://sqs.us-east-1.amazonaws.com/").build();
        assertEquals(ErrorCode.CHUNKS_UNSUPPORTED, code(() -> signer.signStream(sqs, source, 1)));
        Request odd = request().checksum("md5").build();
        assertEquals(ErrorCode.INVALID_HEADER, code(() -> signer.signStream(odd, source, 1)));
    }

    private static ErrorCode code(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(UsageException.class, call).errorCode();
    }

    @Test
    void aBodyThatEndsEarlyIsAnError() {
        SignedBody body = signer.signStream(request().build(), new ByteArrayInputStream(BODY), BODY.length + 1);
        IOException failed = assertThrows(IOException.class, () -> read(body, 1000));
        assertEquals(ErrorCode.REQUEST_BODY_FAILED, ((SallyportException) failed.getCause()).errorCode());
    }

    @Test
    void theMessagesOfAnEventStreamCoverEachOther() {
        Request head = Request.builder("POST", "https://transcribestreaming.eu-west-1.amazonaws.com/stream")
                .time(Instant.parse("2026-01-02T23:59:59Z"))
                .build();
        byte[][] second = new byte[2][];
        for (int i = 0; i < 2; i++) {
            SignedEvents events = signer.signEvents(head);
            assertEquals(
                    "STREAMING-AWS4-HMAC-SHA256-EVENTS",
                    events.request().headers().get("X-Amz-Content-Sha256"));
            byte[] first = events.sign(new byte[] {(byte) i}, Instant.parse("2026-01-03T00:00:00Z"));
            // 12 bytes, the date (15), the signature (52), the payload, 4 bytes
            assertEquals(12 + 15 + 52 + 1 + 4, first.length);
            second[i] = events.sign(new byte[] {1}, Instant.parse("2026-01-03T00:00:01Z"));
            events.sign(new byte[0], null);
            assertEquals(
                    ErrorCode.REQUEST_BODY_FAILED,
                    assertThrows(SallyportException.class, () -> events.sign(new byte[] {1}, null))
                            .errorCode());
        }
        assertTrue(!java.util.Arrays.equals(second[0], second[1]));
        assertEquals(ErrorCode.NULL_POINTER, code(() -> signer.signEvents(null)));
    }

    @Test
    void aFormHasTheFieldsOfItsPolicy() {
        PresignedPost post =
                signer.presignPost(PostPolicy.builder("https://b.s3.amazonaws.com/", "b", "a/\"é\n${filename}")
                        .field("acl", "private")
                        .conditions("[[\"content-length-range\", 1, 10]]")
                        .time(Instant.parse("2026-01-02T23:59:59Z"))
                        .build());
        assertEquals("https://b.s3.amazonaws.com/", post.url());
        assertEquals(
                java.util.Arrays.asList(
                        "acl", "key", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "policy", "x-amz-signature"),
                new java.util.ArrayList<>(post.fields().keySet()));
        assertEquals(
                "{\"expiration\": \"2026-01-03T00:59:59Z\", \"conditions\": [[\"content-length-range\", 1, 10], {\"acl\": \"private\"}, "
                        + "{\"bucket\": \"b\"}, [\"starts-with\", \"$key\", \"a/\\\"\\u00e9\\n\"], {\"x-amz-algorithm\": \"AWS4-HMAC-SHA256\"}, "
                        + "{\"x-amz-credential\": \"AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request\"}, {\"x-amz-date\": \"20260102T235959Z\"}]}",
                new String(
                        java.util.Base64.getDecoder().decode(post.fields().get("policy")), StandardCharsets.US_ASCII));
        assertEquals(ErrorCode.NULL_POINTER, code(() -> signer.presignPost(null)));
    }
}
