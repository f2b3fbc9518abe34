package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against the stand-in with two virtual hosts, and against plain HTTP. */
final class HttpsClientTest {
    private final Lab lab = Lab.start();
    private final LocalServer server = new LocalServer();
    private final HttpsClient plain = HttpsClient.builder()
            .trustEnv(false)
            .retries(0)
            .timeout(Duration.ofSeconds(20))
            .build();

    @AfterEach
    void close() {
        plain.close();
        server.close();
    }

    private String host(int number) {
        return lab.text("reach/hosts/" + number);
    }

    private String url(String host, String path) {
        return "https://" + host + ":" + lab.number("reach/port") + path;
    }

    private HttpsClient.Builder pinned(int number) {
        return lab.client(host(number), lab.text("reach/address"));
    }

    @Test
    void theServersKeyAloneIsTrusted() throws Exception {
        String page = url(host(1), "/hello");
        byte[] der;
        try (HttpsClient client = pinned(1).build()) {
            der = client.get(page).peer().certificate();
            TrustReport report = client.trustReport();
            assertEquals(lab.text("ca"), report.source());
            assertEquals(1, report.roots().size());
            assertEquals(lab.text("ca") + ", line 1", report.roots().get(0).place());
            assertEquals(64, report.roots().get(0).sha256().length());
            assertTrue(report.unusable().isEmpty());
        }
        byte[] key = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der))
                .getPublicKey()
                .getEncoded();
        String digest = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        try (HttpsClient client = pinned(1).verify("sha256//" + digest).build()) {
            assertEquals(200, client.get(page).statusCode());
            assertTrue(client.trustReport().roots().isEmpty());
        }
        String other = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        try (HttpsClient client = pinned(1).verify(other).build()) {
            Failures.fails(ErrorCode.SPKI_PIN_MISMATCH, () -> client.get(page));
        }
    }

    @Test
    void aClientCertificateMayHaveAPassword() {
        Path files = Checkout.root().resolve("core/trust/testdata");
        for (String name : Arrays.asList("modern.p12", "legacy.p12", "java.p12")) {
            HttpsClient.builder()
                    .cert(files.resolve(name))
                    .keyPassword("secret")
                    .build()
                    .close();
            Failures.fails(ErrorCode.CLIENT_KEY_ENCRYPTED, () -> HttpsClient.builder()
                    .cert(files.resolve(name))
                    .keyPassword("another")
                    .build());
        }
        HttpsClient.builder()
                .cert(files.resolve("cert.pem"))
                .key(files.resolve("pkcs8-aes-256-cbc.key"))
                .keyPassword("secret")
                .fetchIntermediates(true)
                .build()
                .close();
    }

    @Test
    void aConnectionIsDiagnosed() throws Exception {
        try (HttpsClient client = pinned(1).build()) {
            Diagnosis fine = client.diagnose(url(host(1), "/hello?token=topsecret"));
            assertEquals("ok", fine.cause(), fine::toString);
            assertEquals("done", fine.stage());
            assertFalse(fine.toString().contains("topsecret"), fine::toString);
            Diagnosis plainly = client.diagnoseAsync("http://" + host(1) + ":" + lab.number("reach/port") + "/")
                    .get();
            assertEquals("tls_expected", plainly.cause(), plainly::toString);
            assertTrue(plainly.toString().contains("\nFix: " + plainly.fix()), plainly::toString);
            assertThrows(UsageException.class, () -> client.diagnose(null));
        }
        try (HttpsClient wrong =
                pinned(1).resolve("other.example", lab.text("reach/address")).build()) {
            Diagnosis elsewhere = wrong.diagnose(url("other.example", "/"));
            assertEquals("pinned_elsewhere", elsewhere.cause(), elsewhere::toString);
            assertEquals("certificate", elsewhere.stage());
            assertTrue(elsewhere.fix().contains(lab.text("reach/address")), elsewhere::toString);
            SallyportException thrown =
                    assertThrows(SallyportException.class, () -> wrong.get(url("other.example", "/")));
            assertEquals("pinned_elsewhere", thrown.causeId(), thrown::toString);
            assertEquals("pinned_elsewhere", Diagnosis.of(thrown).cause());
            assertEquals(
                    "url_invalid",
                    Diagnosis.of(assertThrows(UsageException.class, () -> wrong.get(null)))
                            .cause());
            assertThrows(UsageException.class, () -> Diagnosis.of(null));
        }
    }

    @Test
    void aServerIsReachedByItsAddressUnderItsName() {
        try (HttpsClient client = pinned(1).build()) {
            Response response = client.get(url(host(1), "/hello"));
            assertEquals(200, response.raiseForStatus().statusCode());
            assertTrue(response.text().contains(host(1)), response.text());
            assertEquals(lab.text("reach/address"), response.peer().ip());
            assertEquals(lab.number("reach/port"), response.peer().port());
            assertEquals("TLS 1.3", response.peer().tlsVersion());
            assertTrue(response.peer().certificate().length > 300);
            assertTrue(
                    response.peer().trustSource().contains(lab.text("ca")),
                    response.peer().trustSource());
            assertFalse(response.timings().reused());
            assertTrue(client.get(url(host(1), "/hello")).timings().reused());
            assertTrue(response.elapsed().compareTo(Duration.ZERO) > 0);
            assertEquals(response.elapsed(), response.timings().total());
        }
    }

    @Test
    void theFormsOfResolveAgree() {
        String entry = host(1) + ":" + lab.number("reach/port") + ":" + lab.text("reach/address");
        HttpsClient.Builder open = HttpsClient.builder().trustEnv(false).verify(lab.text("ca"));
        try (HttpsClient byEntry =
                        open.resolve(Collections.singletonList(entry)).build();
                HttpsClient byPort = lab.client(host(1) + ":" + lab.number("reach/port"), lab.text("reach/address"))
                        .build()) {
            assertEquals(200, byEntry.get(url(host(1), "/")).statusCode());
            assertEquals(200, byPort.get(url(host(1), "/")).statusCode());
        }
    }

    @Test
    void rootsArePemOrFileOrDirectory(@TempDir Path empty) {
        byte[] pem = lab.bytes("ca");
        String path = url(host(1), "/");
        try (HttpsClient bytes = pinned(1).verify(pem).build();
                HttpsClient text = pinned(1)
                        .verify(new String(pem, StandardCharsets.UTF_8))
                        .build();
                HttpsClient last = pinned(1)
                        .verify("/no/such")
                        .verify(Paths.get(lab.text("ca")))
                        .build();
                HttpsClient insecure = pinned(1).verify(false).build()) {
            for (HttpsClient client : Arrays.asList(bytes, text, last, insecure)) {
                assertEquals(200, client.get(path).statusCode());
            }
        }
        Failures.fails(
                ErrorCode.CA_NO_CERTIFICATES, () -> pinned(1).verify(empty).build());
        Failures.fails(
                ErrorCode.CA_UNREADABLE, () -> pinned(1).verify("/no/such").build());
    }

    @Test
    void theCertificateIsCheckedAgainstTheNameInTheUrl() {
        try (HttpsClient client =
                lab.client("other.example", lab.text("reach/address")).build()) {
            SallyportException refused =
                    Failures.fails(ErrorCode.CERTIFICATE_NAME_MISMATCH, () -> client.get(url("other.example", "/")));
            assertTrue(refused instanceof TlsException);
        }
        try (HttpsClient client = HttpsClient.builder()
                .trustEnv(false)
                .resolve(host(1), lab.text("reach/address"))
                .build()) {
            Failures.fails(ErrorCode.CERTIFICATE_UNKNOWN_AUTHORITY, () -> client.get(url(host(1), "/")));
        }
    }

    @Test
    void theEnvironmentCountsUnlessItIsNotTrusted() {
        Map<String, String> env = new HashMap<>();
        env.put("REQUESTS_CA_BUNDLE", lab.text("ca"));
        HttpsClient.Builder builder = HttpsClient.builder().env(env).resolve(host(1), lab.text("reach/address"));
        try (HttpsClient trusting = builder.build();
                HttpsClient not = builder.trustEnv(false).build()) {
            assertEquals(200, trusting.get(url(host(1), "/")).statusCode());
            Failures.fails(ErrorCode.CERTIFICATE_UNKNOWN_AUTHORITY, () -> not.get(url(host(1), "/")));
        }
        env.put("http_proxy", server.url(""));
        try (HttpsClient proxied = HttpsClient.builder().env(env).build();
                HttpsClient direct = HttpsClient.builder().env(env).noProxy().build()) {
            proxied.get("http://elsewhere.invalid/x");
            assertTrue(server.seen.get(0).startsWith("GET http://elsewhere.invalid/x "), server.seen.toString());
            assertEquals(200, direct.get(server.url("/x")).statusCode());
            assertTrue(server.seen.get(1).startsWith("GET /x "), server.seen.toString());
        }
    }

    @Test
    void aSignerSignsEveryRequestAndMayBeClosed() {
        HttpsClient.Builder builder = lab.client(lab.text("aws/host"), lab.text("aws/address"));
        try (Signer signer = lab.signer().build()) {
            builder.signer(signer);
            builder.build().close();
        }
        Failures.fails(ErrorCode.HANDLE_CLOSED, builder::build);
        Signer signer = lab.signer().build();
        try (HttpsClient client = builder.signer(signer).build()) {
            signer.close();
            Map<String, String> headers = new HashMap<>();
            headers.put("Content-Type", "application/x-amz-json-1.1");
            headers.put("X-Amz-Target", "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans");
            Response response = client.post(
                    "https://" + lab.text("aws/host") + ":" + lab.number("aws/port") + "/",
                    headers,
                    new byte[] {'{', '}'});
            assertEquals(200, response.statusCode(), response.text());
            assertTrue(response.text().contains("lab-plan"));
        }
    }

    /** As a configuration has it. The directory is needed for the stand-in; the file must not keep it out. */
    @Test
    void optionsByKeySignAndTrustAFileAndADirectory(@TempDir Path directory) throws IOException {
        String system = Stream.of("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
                .filter(file -> Files.exists(Paths.get(file)))
                .findFirst()
                .orElse(null);
        assumeTrue(
                system != null, "SKIPPED: this system has no file of CA certificates where Debian or Fedora have it");
        Files.write(directory.resolve("lab.pem"), lab.bytes("ca"));
        String host = lab.text("aws/sts_host");
        try (HttpsClient client = HttpsClient.builder()
                .env(Collections.singletonMap("SSL_CERT_FILE", "/no/such"))
                .option("client.sign", "true")
                .option("credentials.access_key_id", lab.text("aws/access_key_id"))
                .option("credentials.secret_access_key", lab.text("aws/secret_access_key"))
                .option("credentials.session_token", lab.text("aws/session_token"))
                .option("client.resolve", host + ":*:" + lab.text("aws/address"))
                .option("tls.ca_file", system)
                .option("tls.ca_dir", directory.toString())
                .build()) {
            Response response = client.get(
                    "https://" + host + ":" + lab.number("aws/port") + "/?Action=GetCallerIdentity&Version=2011-06-15");
            assertTrue(response.text().contains(lab.text("aws/account_id")), response.text());
            String source = response.peer().trustSource();
            assertTrue(source.contains(system) && source.contains(directory.toString()), source);
        }
    }

    @Test
    void whatWasSignedCanBeSent() {
        try (Signer signer = lab.signer().build();
                HttpsClient client = lab.client(lab.text("aws/sts_host"), lab.text("aws/address"))
                        .build()) {
            String url = "https://" + lab.text("aws/sts_host") + ":" + lab.number("aws/port")
                    + "/?Action=GetCallerIdentity&Version=2011-06-15";
            SignedRequest signed = signer.sign("GET", url);
            Response header = client.send(Request.builder("GET", signed.url())
                    .headers(signed.headers())
                    .build());
            assertTrue(header.text().contains(lab.text("aws/account_id")), header.text());
            Response query = client.get(signer.presign("GET", url, Duration.ofMinutes(1)));
            assertEquals(200, query.statusCode(), query.text());
        }
    }

    @Test
    void everyVerbArrives() {
        plain.get(server.url("/a"), Collections.singletonMap("A", "b"));
        plain.head(server.url("/b"));
        plain.post(server.url("/c"), new byte[] {'x'});
        plain.put(server.url("/d"), new byte[] {'y'});
        plain.delete(server.url("/e"));
        plain.send(Request.builder("PATCH", server.url("/f")).json("{}").build());
        assertEquals(
                Arrays.asList(
                        "GET /a null ",
                        "HEAD /b null ",
                        "POST /c null x",
                        "PUT /d null y",
                        "DELETE /e null ",
                        "PATCH /f application/json {}"),
                server.seen);
    }

    @Test
    void aResponseIsCompleteAndPlain() {
        Response response = plain.post(server.url("/echo"), "caf\u00e9".getBytes(StandardCharsets.UTF_8));
        assertEquals("caf\u00e9", response.text());
        assertEquals("OK", response.reason());
        assertEquals(1, response.attempts());
        assertEquals("", response.peer().tlsVersion());
        response.content()[0] = 'x';
        assertArrayEquals("caf\u00e9".getBytes(StandardCharsets.UTF_8), response.content());
        assertEquals("caf\u00e9", plain.get(server.url("/latin")).text());
        assertEquals(
                Arrays.asList("a=1", "b=2"),
                plain.get(server.url("/cookies")).headers().all("set-cookie"));
        assertEquals(server.url("/echo"), plain.get(server.url("/redirect")).url());
        assertEquals(4 << 20, plain.get(server.url("/large")).content().length);
    }

    @Test
    void cookiesGoAlongWithRedirects() throws Exception {
        String[][] rows = {
            {"call", "[session=1]", "null"}, {"client", "[session=1]", "[session=1]"}, {"none", "null", "null"}
        };
        for (String[] row : rows) {
            try (HttpsClient client = HttpsClient.builder().cookies(row[0]).build()) {
                assertEquals(row[1], client.get(server.url("/login")).text(), row[0]);
                assertEquals(row[2], client.getAsync(server.url("/home")).get().text(), row[0]);
            }
        }
        assertEquals("[session=1]", plain.get(server.url("/login")).text());
        Request own = Request.builder("POST", server.url("/login"))
                .header("Cookie", "session=0; k=1")
                .body(new byte[] {1})
                .build();
        try (StreamedResponse response = plain.stream(own)) {
            byte[] text = new byte[32];
            assertEquals("[k=1; session=1]", new String(text, 0, response.body().read(text), StandardCharsets.UTF_8));
        }
        Failures.fails(
                ErrorCode.INVALID_OPTION,
                () -> HttpsClient.builder().cookies("forever").build());
        Failures.fails(ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder().cookies(null));
    }

    @Test
    void anErrorStatusIsAResponse() {
        Response response = plain.get(server.url("/missing?secret=hidden"));
        assertFalse(response.ok());
        HttpException raised = (HttpException) Failures.fails(ErrorCode.HTTP_STATUS, response::raiseForStatus);
        assertEquals(404, raised.detail());
        assertSame(response, raised.response());
        assertTrue(raised.text().endsWith(" for GET " + server.url("/missing")), raised.text());
        assertNull(new HttpException(1, "", 0, null).response());
    }

    @Test
    void limitsHold() throws Exception {
        try (HttpsClient small =
                HttpsClient.builder().trustEnv(false).maxBody(1000).build()) {
            Failures.fails(ErrorCode.HTTP_BODY_TOO_LARGE, () -> small.get(server.url("/large")));
        }
        Request slow = Request.builder("GET", server.url("/slow"))
                .timeout(Duration.ofMillis(100))
                .build();
        assertTrue(Failures.fails(ErrorCode.DEADLINE_EXCEEDED, () -> plain.send(slow)) instanceof NetworkException);
        try (HttpsClient client = HttpsClient.builder()
                .trustEnv(false)
                .retries(0)
                .connectTimeout(Duration.ofSeconds(5))
                .readTimeout(Duration.ofMillis(100))
                .build()) {
            Failures.fails(ErrorCode.READ_TIMEOUT, () -> client.get(server.url("/slow")));
        }
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }
        SallyportException refused =
                Failures.fails(ErrorCode.CONNECT_REFUSED, () -> plain.get("http://127.0.0.1:" + port + "/"));
        assertTrue(refused.retryable());
    }

    @Test
    void anAddressThatIsNotAllowedIsNotDialled() {
        try (HttpsClient client =
                HttpsClient.builder().allow("public", "10.0.0.0/8").build()) {
            SallyportException e = assertThrows(SallyportException.class, () -> client.get("http://127.0.0.1:1/"));
            assertEquals("ADDRESS_NOT_ALLOWED", e.name());
        }
        assertThrows(UsageException.class, () -> HttpsClient.builder().allow());
        assertThrows(UsageException.class, () -> HttpsClient.builder().alpn());
    }

    @Test
    void bodiesAreStreamedBothWays() throws IOException {
        byte[] sent = new byte[1 << 20];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) ('a' + i % 23);
        }
        for (long length : new long[] {sent.length, -1}) {
            Request request = Request.builder("PUT", server.url("/echo")).build();
            try (StreamedResponse response = plain.stream(request, new ByteArrayInputStream(sent), length)) {
                assertEquals(200, response.statusCode());
                ByteArrayOutputStream got = new ByteArrayOutputStream();
                byte[] piece = new byte[7777];
                for (int n; (n = response.body().read(piece)) >= 0; ) {
                    got.write(piece, 0, n);
                }
                assertArrayEquals(sent, got.toByteArray());
                assertEquals(-1, response.body().read());
            }
        }
    }

    @Test
    void aStreamThatWasClosedIsNotReadFurther() throws IOException {
        StreamedResponse response =
                plain.stream(Request.builder("GET", server.url("/large")).build());
        response.close();
        response.close();
        IOException e = assertThrows(IOException.class, () -> response.body().read());
        assertEquals(ErrorCode.HANDLE_CLOSED, ((SallyportException) e.getCause()).errorCode());
    }
}
