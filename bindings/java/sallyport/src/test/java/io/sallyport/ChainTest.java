package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that the library fetches: from a stand-in of a container's agent and of AWS STS. */
final class ChainTest {
    private static final String URL = "https://s3.eu-west-1.amazonaws.com/b/k";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private final AtomicInteger asked = new AtomicInteger();
    private volatile int status = 200;
    private HttpServer server;
    private String base;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        base = "http://127.0.0.1:" + server.getAddress().getPort();
        String end =
                Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3600).toString();
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            boolean container = exchange.getRequestURI().getPath().startsWith("/container");
            String body = container
                    ? "{\"AccessKeyId\":\"CONTAINER\",\"SecretAccessKey\":\"" + SECRET
                            + "\",\"Token\":\"T\",\"Expiration\":\"" + end + "\"}"
                    : "<AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>" + SECRET
                            + "</SecretAccessKey><SessionToken>T</SessionToken><Expiration>" + end + "</Expiration>";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Map<String, String> env(String... more) {
        Map<String, String> env = new HashMap<>();
        env.put("HOME", "/nonexistent");
        env.put("AWS_ENDPOINT_URL_STS", base);
        for (int i = 0; i < more.length; i += 2) {
            env.put(more[i], more[i + 1]);
        }
        return env;
    }

    @Test
    void theFirstSignatureFetchesThem() {
        Map<String, String> env = env("AWS_CONTAINER_CREDENTIALS_FULL_URI", base + "/container");
        try (Signer signer = Signer.builder().fromChain(env).build()) {
            assertEquals(0, asked.get());
            String authorization = signer.sign("GET", URL).headers().get("Authorization");
            assertTrue(authorization.contains("Credential=CONTAINER/"), authorization);
            assertTrue(signer.presign("GET", URL, Duration.ofMinutes(1)).contains("CONTAINER"));
            Renewal renewal = signer.refresh();
            assertEquals("CONTAINER", renewal.accessKeyId());
            assertEquals("the container's credentials", renewal.source());
            assertTrue(renewal.expires().isAfter(Instant.now()));
            assertEquals(1, asked.get());
        }
    }

    @Test
    void aClientSignsWithThem(@TempDir Path home) throws IOException {
        Files.createDirectory(home.resolve(".aws"));
        String config = "[profile p]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = q\n[profile q]\n"
                + "aws_access_key_id = FILE\naws_secret_access_key = " + SECRET + "\n";
        Files.write(home.resolve(".aws/config"), config.getBytes(StandardCharsets.UTF_8));
        Map<String, String> env = env("HOME", home.toString());
        try (LocalServer local = new LocalServer();
                Signer signer = Signer.builder()
                        .fromChain(env)
                        .profile("p")
                        .region("eu-west-1")
                        .service("x")
                        .reach(HttpsClient.builder().proxy("http://127.0.0.1:1"))
                        .build();
                HttpsClient client =
                        HttpsClient.builder().signer(signer).trustEnv(false).build()) {
            client.get(local.url("/echo"));
            assertEquals(1, asked.get());
        }
    }

    /** The code is asked for once, and the client and the threads have what it gave. */
    @Test
    void aPersonIsAskedForTheCodeOfARole(@TempDir Path home) throws IOException {
        Path config = home.resolve("config");
        String text = "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = q\n"
                + "mfa_serial = arn:aws:iam::1:mfa/me\n[profile q]\naws_access_key_id = FILE\naws_secret_access_key = "
                + SECRET + "\n";
        Files.write(config, text.getBytes(StandardCharsets.UTF_8));
        List<String> serials = Collections.synchronizedList(new ArrayList<>());
        try (Signer signer = role(config)
                        .mfaCode(serial -> {
                            serials.add(serial);
                            return "123456";
                        })
                        .build();
                LocalServer local = new LocalServer();
                HttpsClient client =
                        HttpsClient.builder().signer(signer).trustEnv(false).build()) {
            String authorization =
                    signer.sign("GET", "https://h.example/").headers().get("Authorization");
            assertTrue(
                    authorization.contains("Credential=ROLE/") && authorization.contains("/eu-west-1/s3/"),
                    authorization);
            client.get(local.url("/echo"));
            assertEquals(Collections.singletonList("arn:aws:iam::1:mfa/me"), serials);
            assertEquals(1, asked.get());
        }
        status = 403;
        Failures.fails(
                ErrorCode.CREDENTIALS_REFUSED,
                () -> role(config).mfaCode(serial -> "000000").build());
        assertEquals(2, asked.get()); // a wrong code is sent once
        Failures.fails(
                ErrorCode.CREDENTIALS_MALFORMED,
                () -> role(config).mfaCode(serial -> "a code").build());
        Failures.fails(
                ErrorCode.MFA_CODE_NEEDED,
                () -> role(config).mfaCode(serial -> "").build());
        Failures.fails(ErrorCode.MFA_CODE_NEEDED, () -> role(config).build());
        IllegalStateException gone = new IllegalStateException("nobody is here");
        assertSame(gone, assertThrows(IllegalStateException.class, () -> role(config)
                .mfaCode(serial -> {
                    throw gone;
                })
                .build()));
        assertEquals(2, asked.get());
    }

    private Signer.Builder role(Path config) {
        return Signer.builder()
                .option("env.AWS_ENDPOINT_URL_STS", base)
                .service("s3")
                .fromProfile(null)
                .configFile(config);
    }

    @Test
    void aPublisherFetchesThemToPrepareARequest() {
        Map<String, String> env = env("AWS_CONTAINER_CREDENTIALS_FULL_URI", base + "/container");
        try (Signer signer = Signer.builder().fromChain(env).build();
                IotPublisher publisher = IotPublisher.builder("a1-ats.iot.eu-west-1.amazonaws.com")
                        .signer(signer)
                        .trustEnv(false)
                        .build()) {
            Message message = Message.builder("t").payload("x").build();
            for (int i = 0; i < 2; i++) {
                String authorization = publisher.prepare(message).headers().get("Authorization");
                assertTrue(authorization.contains("Credential=CONTAINER/"), authorization);
            }
            assertEquals(1, asked.get());
        }
    }

    @Test
    void aRefusalIsTold() {
        status = 403;
        Map<String, String> env = env("AWS_CONTAINER_CREDENTIALS_FULL_URI", base + "/container");
        try (Signer signer = Signer.builder().fromChain(env).build()) {
            Failures.fails(ErrorCode.CREDENTIALS_REFUSED, () -> signer.sign("GET", URL));
            status = 200;
            signer.sign("GET", URL);
        }
    }

    @Test
    void whatIsMissingIsToldBeforeAnythingIsSent() {
        Failures.fails(
                ErrorCode.CLIENT_CERTIFICATE_REQUIRED,
                () -> Signer.builder().fromIot("host.example", "alias", null).build());
        Failures.fails(ErrorCode.CLIENT_CERTIFICATE_UNREADABLE, () -> Signer.builder()
                .fromCertificate("arn", "arn", "arn")
                .certificate("x".getBytes(StandardCharsets.UTF_8), null)
                .build());
        Failures.fails(ErrorCode.CREDENTIALS_MISSING, () -> Signer.builder()
                .fromAlibabaChain(env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true"))
                .build());
    }
}
