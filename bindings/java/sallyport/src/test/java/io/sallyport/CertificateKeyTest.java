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
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials for a certificate whose key is in an HSM: SoftHSM, by the JDK's own PKCS#11 provider. */
final class CertificateKeyTest {
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @TempDir
    Path home;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        String end =
                Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3600).toString();
        server.createContext("/sessions", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            asked.add(authorization.substring(0, authorization.indexOf(' ')));
            byte[] body = ("{\"credentialSet\":[{\"credentials\":{\"accessKeyId\":\"ASIAX509\",\"secretAccessKey\":"
                            + "\"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\",\"sessionToken\":\"T\",\"expiration\":\""
                            + end + "\"}}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    static Signer.Builder builder(String url) {
        return Signer.builder()
                .option("env.AWS_ENDPOINT_URL_ROLESANYWHERE", url)
                .fromCertificate(
                        "arn:aws:rolesanywhere:eu-west-1:1:trust-anchor/a",
                        "arn:aws:rolesanywhere:eu-west-1:1:profile/p",
                        "arn:aws:iam::1:role/r");
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path log = home.resolve("log");
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        process.environment().put("SOFTHSM2_CONF", home.resolve("softhsm2.conf").toString());
        assertEquals(0, process.start().waitFor(), () -> Arrays.toString(command) + Checkout.text(log));
    }

    @Test
    void aKeyInAnHsmGetsCredentials() throws Exception {
        Files.createDirectory(home.resolve("tokens"));
        write("softhsm2.conf", "directories.tokendir = " + home.resolve("tokens") + "\n");
        run("softhsm2-util", "--init-token", "--free", "--label", "t", "--pin", "1234", "--so-pin", "0000");
        String configuration = write(
                        "pkcs11.cfg", "name = hsm\nlibrary = /usr/lib/softhsm/libsofthsm2.so\nslotListIndex = 0\n")
                .toString();
        String keytool = Jvm.home().resolve("bin/keytool").toString();
        for (String kind : new String[] {"rsa", "ec"}) { // made in the token, and never outside
            run(
                    keytool,
                    "-genkeypair",
                    "-storetype",
                    "PKCS11",
                    "-keystore",
                    "NONE",
                    "-storepass",
                    "1234",
                    "-addprovider",
                    "SunPKCS11",
                    "-providerarg",
                    configuration,
                    "-keyalg",
                    kind,
                    "-alias",
                    kind,
                    "-dname",
                    "CN=" + kind);
        }
        String printed = new Jvm()
                .under("env", "SOFTHSM2_CONF=" + home.resolve("softhsm2.conf"))
                .run(HsmProbe.class, configuration, "1234", url());
        assertEquals(2, printed.split("Credential=ASIAX509/", -1).length - 1, printed);
        assertEquals(Arrays.asList("AWS4-X509-RSA-SHA256", "AWS4-X509-ECDSA-SHA256"), asked);
    }

    @Test
    void whatAKeyThrowsIsThrown() throws Exception {
        IllegalStateException unplugged = new IllegalStateException("the token was removed");
        Signer.Builder builder = given().certificateKey((message, algorithm) -> {
            throw unplugged;
        });
        assertSame(unplugged, assertThrows(IllegalStateException.class, builder::build));
        assertTrue(asked.isEmpty());
    }

    @Test
    void aSignatureOfAnotherKeyIsNotSent() throws Exception {
        KeyPairGenerator other = KeyPairGenerator.getInstance("RSA");
        Signer.Builder builder =
                given().certificateKey(CertificateKey.of(other.generateKeyPair().getPrivate()));
        SallyportException e = assertThrows(CredentialsException.class, builder::build);
        assertEquals("KEY_SIGNATURE_MISMATCH", e.name());
        e = assertThrows(UsageException.class, () -> given().certificateKey((m, a) -> null)
                .build());
        assertEquals("INVALID_ARGUMENT", e.name());
        assertThrows(UsageException.class, () -> Signer.builder().certificateKey(null));
        assertTrue(asked.isEmpty());
    }

    private Signer.Builder given() throws Exception {
        String certificate = home.resolve("c.pem").toString();
        String key = home.resolve("k.pem").toString();
        run(
                "openssl",
                "req",
                "-x509",
                "-nodes",
                "-subj",
                "/CN=a",
                "-keyout",
                key,
                "-out",
                certificate,
                "-newkey",
                "rsa:2048");
        return builder(url()).certificate(home.resolve("c.pem"), null);
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(home.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
