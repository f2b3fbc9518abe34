package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Paths;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One line per exchange, without secrets; the claims are those of Python's test_log.py. */
final class LogTest {
    private final Logger logger = Logger.getLogger("sallyport");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final LocalServer server = new LocalServer();
    private final HttpsClient client =
            HttpsClient.builder().trustEnv(false).retries(0).build();

    @BeforeEach
    void listen() {
        handler.setLevel(Level.ALL);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.FINE);
    }

    @AfterEach
    void close() {
        logger.removeHandler(handler);
        logger.setLevel(null);
        client.close();
        server.close();
    }

    private void assertLines(String... expected) {
        assertEquals(expected.length, lines.size(), lines.toString());
        for (int i = 0; i < expected.length; i++) {
            assertTrue(lines.get(i).matches(expected[i]), lines.get(i));
        }
        assertFalse(lines.toString().matches("(?s).*(tellnobody|hidden).*"), lines.toString());
    }

    @Test
    void anExchangeIsALine() throws Exception {
        String url = server.url("/a?token=tellnobody").replace("//", "//user:tellnobody@");
        client.send(Request.builder("POST", url).body("hidden").build());
        client.getAsync(server.url("/missing")).get();
        try (StreamedResponse response =
                client.stream(Request.builder("GET", server.url("/large")).build())) {
            assertEquals(200, response.statusCode());
        }
        byte[] body = "hidden".getBytes("UTF-8");
        client.stream(Request.builder("PUT", server.url("/b")).build(), new ByteArrayInputStream(body), -1)
                .close();
        String end = " from 127\\.0\\.0\\.1:" + server.port() + " in [0-9.]+ ms";
        String base = server.url("");
        assertLines(
                "POST " + base + "/a 200" + end,
                "GET " + base + "/missing 404" + end,
                "GET " + base + "/large 200" + end,
                "PUT " + base + "/b 200" + end);
    }

    @Test
    void aLineBreakInAUrlMakesNoSecondLine() {
        assertThrows(UsageException.class, () -> client.get("http://127.0.0.1:1/a\r\nGET http://elsewhere/"));
        assertLines("GET http://127\\.0\\.0\\.1:1/a\\?\\?GET http://elsewhere/ failed: INVALID_URL: .*");
    }

    @Test
    void aFailureIsALine() {
        String url = "http://127.0.0.1:1/a?token=tellnobody";
        assertThrows(NetworkException.class, () -> client.get(url));
        assertThrows(ExecutionException.class, () -> client.getAsync(url).get());
        assertThrows(
                NetworkException.class,
                () -> client.stream(Request.builder("GET", url).build()));
        String line = "GET http://127\\.0\\.0\\.1:1/a failed: CONNECT_REFUSED: .*";
        assertLines(line, line, line);
    }

    @Test
    void aMessageIsALine() throws Exception {
        Lab lab = Lab.start();
        try (IotPublisher publisher = lab.publisher("port_443")
                .cert(Paths.get(lab.text("iot/device/cert")))
                .key(Paths.get(lab.text("iot/device/key")))
                .build()) {
            publisher.publish("data/test", "hidden".getBytes("UTF-8"));
            publisher.publishAsync("data/two", "hidden".getBytes("UTF-8")).get();
            assertThrows(PublishException.class, () -> publisher.publish("data/#", new byte[0]));
        }
        String base = "POST https://" + lab.text("iot/host");
        String end = " 200 from " + lab.text("iot/address") + ":[0-9]+ by TLS 1.3 in [0-9.]+ ms";
        assertLines(
                base + ":[0-9]+/topics/data%2Ftest" + end,
                base + ":[0-9]+/topics/data%2Ftwo" + end,
                base + "/topics/data%2F%23 failed: TOPIC_INVALID: .*");
    }

    @Test
    void eachRequestToTheMetadataServiceIsALineWithoutItsToken() throws Exception {
        String endpoint = Lab.start().text("metadata/hardened");
        try (InstanceMetadata metadata =
                InstanceMetadata.builder().endpoint(endpoint).build()) {
            metadata.identity(IdentityVerifier.newAudience());
            metadata.getAsync("/latest/meta-data/instance-id?a=tellnobody").get();
            assertThrows(HttpException.class, () -> metadata.get("/missing?a=tellnobody"));
        }
        String base = endpoint + "/latest/";
        String end = " 200 from [0-9.:]+ in [0-9.]+ ms";
        assertLines(
                "PUT " + base + "api/token" + end,
                "GET " + base + "dynamic/instance-identity/document" + end,
                "GET " + base + "dynamic/instance-identity/pkcs7" + end,
                "GET " + base + "meta-data/instance-id" + end,
                "GET metadata:/missing failed: HTTP_STATUS: .*");
    }

    @Test
    void nothingIsSaidThatNobodyWants() {
        logger.setLevel(Level.INFO);
        client.get(server.url("/a"));
        assertLines();
    }

    @Test
    void theResponseHasTheWordsOfOpenTelemetry() {
        Lab lab = Lab.start();
        String host = lab.text("reach/hosts/0");
        try (HttpsClient https = lab.client(host, lab.text("reach/address")).build()) {
            String base = "https://" + host + ":" + lab.number("reach/port");
            Response response = https.get(base + "/a?token=tellnobody");
            Map<String, Object> attributes = response.attributes();
            assertEquals(
                    "{http.request.method=GET, url.full=" + base + "/a, server.address=" + host + ", server.port="
                            + lab.number("reach/port") + ", http.response.status_code=200, network.protocol.name=http, "
                            + "network.protocol.version=1.1, network.peer.address=" + lab.text("reach/address")
                            + ", network.peer.port=" + lab.number("reach/port")
                            + ", tls.protocol.name=tls, tls.protocol.version=1.3, tls.cipher="
                            + response.peer().tlsCipher() + "}",
                    attributes.toString().replaceAll(", tls.next_protocol=[^,}]+", ""));
        }
        assertEquals("404", client.get(server.url("/missing")).attributes().get("error.type"));
    }
}
