package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the vectors do not ask: the callback, repetitions, the result as an object; and a gateway. */
final class RequestVerifierTest {
    private static final String ID = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private static SignedRequest signed(String id, String secret) {
        try (Signer signer = Signer.builder()
                .accessKeyId(id)
                .secretAccessKey(secret)
                .region("eu-west-1")
                .service("execute-api")
                .build()) {
            return signer.sign(Request.builder("POST", "https://api.example.com/a?b=c")
                    .header("X-Note", "n")
                    .body(BODY)
                    .time(NOON)
                    .build());
        }
    }

    private static RequestVerifier.Builder knowing(Function<String, RequestVerifier.Secret> secrets) {
        return RequestVerifier.builder().secretFor(secrets);
    }

    private static VerifiedRequest verify(RequestVerifier verifier, SignedRequest request) {
        return verifier.verify("POST", "/a?b=c", request.headers(), BODY, NOON);
    }

    @Test
    void aRequestIsTakenOnce() {
        Set<String> keys = new HashSet<>();
        try (RequestVerifier verifier =
                knowing(id -> RequestVerifier.Secret.of(SECRET)).seen(keys).build()) {
            VerifiedRequest found = verify(verifier, signed(ID, SECRET));
            assertEquals("VerifiedRequest[AKIDEXAMPLE for execute-api in eu-west-1]", found.toString());
            assertEquals(NOON.plus(Duration.ofMinutes(15)), found.expiresAt());
            assertEquals(1, keys.size());
            assertEquals(
                    ErrorCode.REQUEST_REPLAYED,
                    assertThrows(VerificationException.class, () -> verify(verifier, signed(ID, SECRET)))
                            .errorCode());
        }
    }

    private static Signer anywhere() {
        return Signer.builder().accessKeyId(ID).secretAccessKey(SECRET).build();
    }

    /** Requests that are alike but for a region, and a body whose array is filled anew for each. */
    @Test
    void nothingIsKeptOfArraysThatAreFilledAnew() {
        byte[] body = new byte[64];
        String[] urls = {"https://b.s3.eu-west-1.amazonaws.com/k", "https://b.s3.us-west-1.amazonaws.com/k"};
        try (Signer shared = anywhere();
                RequestVerifier verifier =
                        knowing(id -> RequestVerifier.Secret.of(SECRET)).build()) {
            for (int i = 0; i < 12; i++) {
                String url = urls[i / 2 % 2];
                Arrays.fill(body, (byte) i);
                Request request =
                        Request.builder("PUT", url).body(body).time(NOON).build();
                SignedRequest made = shared.sign(request);
                Arrays.fill(body, (byte) -1);
                Arrays.fill(body, (byte) i);
                try (Signer fresh = anywhere()) {
                    Request again =
                            Request.builder("PUT", url).body(body).time(NOON).build();
                    assertEquals(fresh.sign(again).signature(), made.signature());
                }
                assertEquals(
                        i / 2 % 2 == 0 ? "eu-west-1" : "us-west-1",
                        verifier.verify("PUT", url, made.headers(), body, NOON).region());
                SignedRequest onward = shared.resign("PUT", url, made.headers(), body, "https://c.test", NOON);
                assertEquals(
                        "verified",
                        verifier.verify("PUT", onward.url(), onward.headers(), body, NOON)
                                .payload());
            }
        }
    }

    @Test
    void equalResultsAreEqual() {
        try (RequestVerifier verifier =
                knowing(id -> RequestVerifier.Secret.of(SECRET)).build()) {
            VerifiedRequest one = verify(verifier, signed(ID, SECRET));
            assertEquals(one, verify(verifier, signed(ID, SECRET)));
            assertEquals(one.hashCode(), verify(verifier, signed(ID, SECRET)).hashCode());
        }
    }

    @Test
    void whatTheLookupThrowsPassesThrough() {
        IllegalStateException away = new IllegalStateException("the database is away");
        try (RequestVerifier verifier = knowing(id -> {
                    assertEquals(ID, id);
                    throw away;
                })
                .build()) {
            assertSame(away, assertThrows(IllegalStateException.class, () -> verify(verifier, signed(ID, SECRET))));
        }
    }

    @Test
    void aVerifierNeedsALookup() {
        assertEquals(
                ErrorCode.INVALID_ARGUMENT,
                assertThrows(UsageException.class, () -> RequestVerifier.builder()
                                .build())
                        .errorCode());
        assertEquals(null, RequestVerifier.Secret.of(null));
        assertFalse(RequestVerifier.Secret.of(SECRET).toString().contains(SECRET));
    }

    @Test
    void whatASenderWritesIsNeverAWrongArgument() {
        try (RequestVerifier verifier = knowing(id -> null).build()) {
            for (Headers headers :
                    new Headers[] {Headers.of("a b", "c"), Headers.of("a", "b\r\nc: d"), Headers.of("a", "\ud800")}) {
                assertEquals(
                        ErrorCode.REQUEST_MALFORMED,
                        assertThrows(VerificationException.class, () -> verifier.verify("GET", "/", headers, BODY))
                                .errorCode());
            }
            assertThrows(UsageException.class, () -> verifier.verify("GET", null, Headers.of(), BODY));
        }
    }

    @Test
    void aGatewaySignsAnew() {
        SignedRequest sent = signed("PLACEHOLDER", "of-no-worth-at-all");
        try (Signer gateway =
                        Signer.builder().accessKeyId(ID).secretAccessKey(SECRET).build();
                RequestVerifier verifier = knowing(id -> id.equals(ID) ? RequestVerifier.Secret.of(SECRET) : null)
                        .build()) {
            SignedRequest again =
                    gateway.resign("POST", "/a?b=c", sent.headers(), BODY, "https://real.example", NOON.plusSeconds(5));
            assertEquals("https://real.example/a?b=c", again.url());
            assertEquals("n", again.headers().get("X-Note"));
            assertEquals(ID, verify(verifier, again).accessKeyId());
            assertEquals(
                    ErrorCode.REQUEST_KEY_UNKNOWN,
                    assertThrows(VerificationException.class, () -> verify(verifier, sent))
                            .errorCode());
        }
    }

    @Test
    void aFormIsVerified() {
        PostPolicy policy = PostPolicy.builder("https://b.s3.eu-west-1.amazonaws.com/", "b", "up/${filename}")
                .field("x-amz-meta-a", "\"ü\"")
                .conditions("[[\"content-length-range\", 1, 9]]")
                .time(NOON)
                .build();
        try (Signer signer =
                        Signer.builder().accessKeyId(ID).secretAccessKey(SECRET).build();
                RequestVerifier verifier = knowing(id -> RequestVerifier.Secret.of(id.equals(ID) ? SECRET : null))
                        .build()) {
            Map<String, String> fields =
                    new HashMap<>(signer.presignPost(policy).fields());
            VerifiedPost post = verifier.verifyPost("b", fields.entrySet(), "f.txt", -1, NOON);
            assertEquals(
                    "VerifiedPost[AKIDEXAMPLE for 'up/f.txt']".replace("'up/f.txt'", Text.show("up/f.txt")),
                    post.toString());
            assertEquals(NOON.plus(Duration.ofHours(1)), post.expiresAt());
            assertEquals(1, post.minSize());
            assertEquals(9, post.maxSize());
            assertEquals(post, verifier.verifyPost("b", fields.entrySet(), "f.txt", 9, NOON));
            refused(ErrorCode.REQUEST_POLICY_REFUSED, () -> verifier.verifyPost("b", fields.entrySet(), "", 10, NOON));
            fields.put("x-amz-meta-a", "\ud800");
            refused(ErrorCode.REQUEST_MALFORMED, () -> verifier.verifyPost("b", fields.entrySet(), "", 9, NOON));
            fields.put("x-amz-credential", "none");
            refused(ErrorCode.REQUEST_MALFORMED, () -> verifier.verifyPost("b", fields.entrySet(), "", 9, NOON));
            assertThrows(UsageException.class, () -> verifier.verifyPost("b", null, "", 9, NOON));
        }
    }

    private static void refused(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(VerificationException.class, call).errorCode());
    }
}
