package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The signer beside the SDK's own, and in a client of the SDK that sends to a server that verifies. */
final class AwsSdkAdapterTest {
    private static final AwsCredentialsIdentity IDENTITY =
            AwsSessionCredentialsIdentity.create(Examples.KEY_ID, Examples.SECRET, VerifyingServer.TOKEN);

    private final AwsSdkSigner ours = new AwsSdkSigner();
    private final AwsV4HttpSigner theirs = AwsV4HttpSigner.create();

    @AfterEach
    void close() {
        ours.close();
    }

    private static SignRequest.Builder<AwsCredentialsIdentity> request(String method, String url) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(URI.create(url))
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "TrentService.ListKeys")
                .build();
        return SignRequest.builder(IDENTITY)
                .request(request)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "kms")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                .putProperty(
                        HttpSigner.SIGNING_CLOCK, Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC));
    }

    /** All that is sent. */
    private static String sent(SdkHttpRequest request) {
        Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.forEachHeader((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return request.encodedPath() + " " + new TreeMap<>(request.rawQueryParameters()) + " " + headers;
    }

    private void assertSame(SignRequest<AwsCredentialsIdentity> request) {
        assertEquals(
                sent(theirs.sign(request).request()), sent(ours.sign(request).request()));
        assertEquals(1, ours.signers(), "it was not the SDK's own signer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://kms.eu-west-1.amazonaws.com/",
                "https://kms.eu-west-1.amazonaws.com/a%20b/%E2%82%AC?x=a+b&y=a%20b&z=%2B",
                "https://kms.eu-west-1.amazonaws.com/a//b/(x)!*'~$&,=:@?b=2&a=1&a=0&A=3&empty=",
                "http://127.0.0.1:8080/path?Action=GetCallerIdentity",
                "https://kms.eu-west-1.amazonaws.com:443/?q=%5B1%5D%7B%7C",
            })
    void signsAsTheSdkDoes(String url) {
        for (String body : new String[] {null, "", "{\"a\": \"é\"}"}) {
            SignRequest.Builder<AwsCredentialsIdentity> request = request("POST", url);
            if (body != null) {
                request.payload(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
            }
            assertSame(request.build());
        }
    }

    @Test
    void followsTheRulesOfTheService() {
        String url = "https://bucket.s3.eu-west-1.amazonaws.com/a%20b//c%3Ad";
        Consumer<SignRequest.Builder<AwsCredentialsIdentity>> s3 =
                r -> r.putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false);
        SignRequest<AwsCredentialsIdentity> plain =
                request("GET", url).applyMutation(s3::accept).build();
        assertSame(plain);
        assertSame(plain.toBuilder()
                .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                .payload(() -> new ByteArrayInputStream(new byte[1]))
                .build());
        assertSame(plain.toBuilder()
                .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(15))
                .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                .build());
    }

    @Test
    void aBodyThatSigningChangesIsTheSdks() {
        SignRequest<AwsCredentialsIdentity> chunked = request("PUT", "https://s3.eu-west-1.amazonaws.com/b/k")
                .payload(() -> new ByteArrayInputStream(new byte[1]))
                .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true)
                .build();
        assertTrue(ours.sign(chunked)
                .request()
                .firstMatchingHeader("x-amz-content-sha256")
                .orElse("")
                .startsWith("STREAMING-"));
        assertEquals(0, ours.signers());
    }

    @Test
    void signsForAsynchronousClientsWhatHasNoPayload() throws Exception {
        SignRequest<AwsCredentialsIdentity> sync =
                request("POST", "https://kms.eu-west-1.amazonaws.com/").build();
        AsyncSignRequest.Builder<AwsCredentialsIdentity> async = AsyncSignRequest.builder(IDENTITY)
                .request(sync.request())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "kms")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                .putProperty(HttpSigner.SIGNING_CLOCK, sync.property(HttpSigner.SIGNING_CLOCK));
        assertEquals(
                sent(theirs.sign(sync).request()),
                sent(ours.signAsync(async.build()).get().request()));
        assertEquals(1, ours.signers());
    }

    @Test
    void whatCannotBeSignedHasACode() {
        SignRequest<AwsCredentialsIdentity> bad = request("GET", "https://kms.eu-west-1.amazonaws.com/")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "no\nregion")
                .build();
        assertEquals(
                "REGION_MALFORMED",
                assertThrows(UsageException.class, () -> ours.sign(bad)).name());
        ours.close();
        assertEquals(
                "HANDLE_CLOSED",
                assertThrows(UsageException.class, () -> ours.sign(bad)).name());
        assertEquals("AwsSdkSigner[]", ours.toString());
    }

    @Test
    void fewSignersAreKept() {
        for (int i = 0; i < 40; i++) {
            ours.sign(request("GET", "https://kms.eu-west-1.amazonaws.com/")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "region-" + i)
                    .build());
        }
        assertEquals(16, ours.signers());
    }

    @Test
    void aClientOfTheSdkSignsWithIt(@TempDir Path directory) throws Exception {
        try (VerifyingServer server = new VerifyingServer(directory);
                S3Client s3 = S3Client.builder()
                        .httpClient(UrlConnectionHttpClient.builder()
                                .tlsTrustManagersProvider(() -> new TrustManager[] {server.trust})
                                .build())
                        .endpointOverride(URI.create(server.url("127.0.0.1", "")))
                        .forcePathStyle(true)
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(StaticCredentialsProvider.create(
                                AwsSessionCredentials.create(Examples.KEY_ID, Examples.SECRET, VerifyingServer.TOKEN)))
                        .putAuthScheme(ours)
                        .build()) {
            s3.deleteObject(r -> r.bucket("bucket").key("a b/ü+&%~'()//c:d"));
            s3.headObject(r -> r.bucket("bucket").key("x").versionId("a+b /="));
            assertEquals(2, server.seen.size());
            assertTrue(
                    server.seen.get(0).startsWith("DELETE /bucket/a%20b/%C3%BC%2B%26%25~%27%28%29//c%3Ad 200"),
                    server.seen.get(0));
            assertEquals("HEAD /bucket/x?versionId=a%2Bb%20%2F%3D 200", server.seen.get(1));
            assertEquals(1, ours.signers());
            ours.close();
            Exception failure = assertThrows(
                    Exception.class, () -> s3.headObject(r -> r.bucket("bucket").key("x")));
            assertTrue(!(failure instanceof S3Exception), failure.toString());
        }
    }

    @Test
    void aProviderOfTheSdkGivesTheCredentials() {
        AwsSessionCredentials session = AwsSessionCredentials.builder()
                .accessKeyId("AKIDEXAMPLE1")
                .secretAccessKey("secret1")
                .sessionToken("token1")
                .expirationTime(Instant.parse("2100-01-01T00:00:00Z"))
                .build();
        Credentials given = new AwsSdkCredentials(StaticCredentialsProvider.create(session)).get();
        assertEquals(session.expirationTime().get(), given.expires);
        assertEquals(
                "AKIDEXAMPLE1 secret1 token1",
                String.join(" ", given.accessKeyId, given.secretAccessKey, given.sessionToken));
        AwsSdkCredentials plain =
                new AwsSdkCredentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "s")));
        try (Signer signer = Signer.builder().credentials(plain).build()) {
            assertTrue(
                    signer.presign("GET", Examples.URL, Duration.ofMinutes(1)).contains("X-Amz-Credential=AKID%2F"));
        }
        assertEquals("AwsSdkCredentials[StaticCredentialsProvider]", plain.toString());
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> Signer.builder()
                .credentials(new AwsSdkCredentials((AwsCredentialsProvider) () -> {
                    throw new IllegalStateException("no network");
                }))
                .build());
        assertEquals("no network", thrown.getMessage());
    }
}
