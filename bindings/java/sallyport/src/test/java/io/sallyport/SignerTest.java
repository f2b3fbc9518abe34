package io.sallyport;

import static io.sallyport.Examples.URL;
import static io.sallyport.Examples.repeat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SignerTest {
    private static final Instant TIME = Instant.parse("2015-08-30T12:36:00Z");

    private final Signer signer = Examples.signer().build();

    @AfterEach
    void close() {
        signer.close();
    }

    private String authorization(Request.Builder request) {
        return signer.sign(request.time(TIME).build()).headers().get("Authorization");
    }

    @Test
    void theShortFormsSignWhatTheLongOneDoes() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-One", "1");
        byte[] body = {1, 2, 3};
        SignedRequest signed = signer.sign("POST", URL, headers, body);
        Instant time = Instant.parse(
                signed.headers().get("x-amz-date").replaceFirst("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z"));
        Request same = Request.builder("POST", URL)
                .header("X-One", "1")
                .body(body)
                .time(time)
                .build();
        assertEquals(signed.signature(), signer.sign(same).signature());
        assertEquals("POST", signed.method());
    }

    @Test
    void aLongBodyIsSignedLikeAShortOne() throws Exception {
        for (int length : new int[] {0, 1, 2048, 2049, 5000, 1 << 20}) {
            byte[] body = repeat('b', length).getBytes(StandardCharsets.UTF_8);
            StringBuilder hash = new StringBuilder();
            for (byte b : MessageDigest.getInstance("SHA-256").digest(body)) {
                hash.append(String.format("%02x", b));
            }
            assertEquals(
                    authorization(Request.builder("PUT", URL).payloadHash(hash.toString())),
                    authorization(Request.builder("PUT", URL).body(body)),
                    length + " bytes");
        }
    }

    @Test
    void largeOutputDoesNotMatter() {
        String value = repeat('v', 50_000);
        SignedRequest signed = signer.sign(
                Request.builder("GET", URL + "&q=" + value).header("X", value).build());
        assertEquals(value, signed.headers().get("x"));
        assertTrue(signed.url().contains("q=" + value));
        assertEquals(
                signed.canonicalRequest().length(),
                signed.canonicalRequest().replace("\r", "").length());
        assertTrue(signed.canonicalRequest().indexOf(value)
                != signed.canonicalRequest().lastIndexOf(value));
    }

    @Test
    void textBeyondAsciiIsUtf8() {
        String url = "https://sts.eu-west-1.amazonaws.com/\u00fc \ud83d\ude00";
        SignedRequest signed = signer.sign(Request.builder("GET", url).build());
        assertEquals("https://sts.eu-west-1.amazonaws.com/%C3%BC%20%F0%9F%98%80", signed.url());
        Request ambiguous =
                Request.builder("GET", url).header("X", "\u00e9").build(); // libraries send it in several ways
        Failures.fails(ErrorCode.INVALID_HEADER, () -> signer.sign(ambiguous));
    }

    @Test
    void repeatedHeadersAreSignedJoined() {
        SignedRequest signed = signer.sign(Request.builder("GET", URL)
                .header("My-Header", "2")
                .header("my-header", "1")
                .build());
        assertTrue(signed.canonicalRequest().contains("\nmy-header:2,1\n"));
        assertEquals("2,1", signed.headers().get("MY-HEADER"));
        assertEquals(2, signed.headers().all("my-header").size());
    }

    @Test
    void timeIsNowIfNotGiven() {
        Instant before = Instant.now().minusSeconds(2);
        String stamp = signer.sign("GET", URL).headers().get("X-Amz-Date");
        Instant at = Instant.parse(stamp.replaceFirst("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z"));
        assertTrue(at.isAfter(before) && at.isBefore(Instant.now().plusSeconds(2)), stamp);
    }

    @Test
    void presignReturnsTheUrl() {
        String url =
                signer.presign("GET", "https://bucket.s3.eu-west-1.amazonaws.com/a report.csv", Duration.ofMinutes(15));
        assertTrue(url.startsWith("https://bucket.s3.eu-west-1.amazonaws.com/a%20report.csv?X-Amz-Algorithm="), url);
        assertTrue(url.contains("X-Amz-Expires=900&"), url);
    }

    @Test
    void optionsReachTheSignature() {
        try (Signer other = Examples.signer()
                .region("us-east-1")
                .service("service")
                .contentSha256Header(true)
                .build()) {
            Headers headers = other.sign("GET", URL).headers();
            assertTrue(headers.get("Authorization").contains("/us-east-1/service/aws4_request"));
            assertEquals(64, headers.get("X-Amz-Content-Sha256").length());
        }
        Failures.fails(
                ErrorCode.SCHEME_UNSUPPORTED,
                () -> Examples.signer().scheme("aws3").build());
        Failures.fails(
                ErrorCode.UNKNOWN_OPTION,
                () -> Examples.signer().option("sign.regoin", "x").build());
    }

    @Test
    void anEnvironmentCanBeGiven() {
        Map<String, String> env = new HashMap<>();
        Failures.fails(
                ErrorCode.CREDENTIALS_MISSING,
                () -> Signer.builder().fromEnv(env).build());
        env.put("AWS_ACCESS_KEY_ID", Examples.KEY_ID);
        env.put("AWS_SECRET_ACCESS_KEY", Examples.SECRET);
        env.put("AWS_SESSION_TOKEN", "token");
        env.put("AWS_REGION", "eu-west-1");
        try (Signer other = Signer.builder().fromEnv(env).service("service").build()) {
            Headers headers = other.sign("GET", "https://example.com/").headers();
            assertTrue(headers.get("Authorization").contains("/eu-west-1/service/aws4_request"));
            assertEquals("token", headers.get("X-Amz-Security-Token"));
            assertEquals("Signer[the environment]", other.toString());
        }
    }

    @Test
    void aProfileIsReadFromTheNamedFiles(@TempDir Path directory) throws Exception {
        Path config = directory.resolve("config");
        Path credentials = directory.resolve("credentials");
        Files.write(config, "[profile work]\nregion = eu-west-1\n".getBytes(StandardCharsets.UTF_8));
        Files.write(
                credentials,
                ("[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = " + Examples.SECRET + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        Signer.Builder builder =
                Signer.builder().configFile(config).credentialsFile(credentials).service("service");
        try (Signer work = builder.fromProfile("work").build()) {
            String authorization =
                    work.sign("GET", "https://example.com/").headers().get("Authorization");
            assertTrue(authorization.contains("Credential=AKIAWORK/"), authorization);
            assertTrue(authorization.contains("/eu-west-1/service/"), authorization);
            assertEquals("Signer[profile work]", work.toString());
        }
        SallyportException absent = Failures.fails(
                ErrorCode.PROFILE_NOT_FOUND, () -> builder.fromProfile("absent").build());
        assertTrue(absent.text().contains("absent"), absent.text());
    }

    @Test
    void oneSignerServesManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String url = "https://sts.eu-west-1.amazonaws.com/" + repeat('p', 1 + i * 40) + i;
                String want = signer.sign(Request.builder("GET", url).time(TIME).build())
                        .signature();
                results.add(threads.submit(() -> {
                    boolean same = true;
                    for (int round = 0; round < 200; round++) {
                        SignedRequest signed = signer.sign(
                                Request.builder("GET", url).time(TIME).build());
                        same &= signed.signature().equals(want) && signed.url().equals(url);
                    }
                    return same;
                }));
            }
            for (Future<Boolean> result : results) {
                assertTrue(result.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRefusalIsExplained() {
        try (Signer signer = Signer.builder()
                .accessKeyId("AKIDEXAMPLE")
                .secretAccessKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
                .build()) {
            SignedRequest signed = signer.sign("GET", "https://iam.amazonaws.com/?Action=ListUsers");
            byte[] body = "{\"message\":\"Credential should be scoped to correct service: 'autoscaling-plans'.\"}"
                    .getBytes(StandardCharsets.UTF_8);
            Explanation why = signer.explain(signed, 403, null, body);
            assertEquals("wrong_service", why.cause());
            assertTrue(why.fix().contains("service=\"autoscaling-plans\""), why.fix());
            assertTrue(
                    why.evidence().contains(new AbstractMap.SimpleImmutableEntry<>("signed for", "iam")),
                    why.toString());
            assertTrue(why.toString().endsWith(why.fix()) && !why.summary().isEmpty());
            Explanation region =
                    signer.explain(signed, 400, Collections.singletonMap("x-amz-bucket-region", "ap-south-1"), null);
            assertEquals("wrong_region", region.cause());
            assertThrows(UsageException.class, () -> signer.explain(null, 403, null, null));

            Map<String, String> sent = new LinkedHashMap<>();
            signed.headers().forEach(field -> sent.put(field.getKey(), field.getValue()));
            Inspection found = Inspection.of(signed.url(), sent, null);
            assertEquals(Arrays.asList("host", "x-amz-date"), found.signedHeaders());
            assertEquals(
                    Arrays.asList("AWS4-HMAC-SHA256", "header", "iam", "us-east-1", Collections.emptyList()),
                    Arrays.asList(found.scheme(), found.carrier(), found.service(), found.region(), found.findings()));
            assertTrue(found.toString().contains("\n  scope: " + found.scope()), found::toString);
            assertEquals(found.signedAt().plusSeconds(300), found.expiresAt());
            assertThrows(UsageException.class, () -> Inspection.of(null, null, null));
            Explanation pasted = Explanation.of("GET", signed.url(), sent, null, 403, null, body);
            assertEquals("wrong_service", pasted.cause(), pasted::toString);
        }
    }
}
