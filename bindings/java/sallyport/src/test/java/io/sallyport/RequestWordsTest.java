package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one request says in place of its client, and what its response says of the way. */
final class RequestWordsTest {
    private final Lab lab = Lab.start();
    private final LocalServer server = new LocalServer();
    private final HttpsClient plain =
            HttpsClient.builder().trustEnv(false).retries(0).build();

    @AfterEach
    void close() {
        plain.close();
        server.close();
    }

    private Request.Builder get(String path) {
        return Request.builder("GET", server.url(path));
    }

    @Test
    void aRedirectIsFollowedOrNot() throws Exception {
        Response followed = plain.send(get("/redirect").build());
        assertEquals(server.url("/echo"), followed.url());
        assertEquals(302, followed.history().get(0).statusCode());
        assertEquals(server.url("/redirect"), followed.history().get(0).url());
        assertEquals(1, followed.history().size());
        Request not = get("/redirect?token=tellnobody").followRedirects(false).build();
        Response returned = plain.send(not);
        assertTrue(returned.isRedirect() && returned.ok() && returned.history().isEmpty());
        HttpException e = assertThrows(HttpException.class, returned::raiseForStatus);
        assertEquals("HTTP_STATUS", e.name());
        assertTrue(!e.getMessage().contains("tellnobody"), e.getMessage());
        assertEquals(302, plain.sendAsync(not).get(30, TimeUnit.SECONDS).statusCode());
        try (StreamedResponse stream = plain.stream(not)) {
            assertEquals(302, stream.statusCode());
        }
    }

    @Test
    void aRequestHasItsOwnReadTimeout() {
        Request slow = get("/slow").readTimeout(Duration.ofMillis(50)).build();
        assertEquals(
                "READ_TIMEOUT",
                assertThrows(TimeoutException.class, () -> plain.send(slow)).name());
        ExecutionException async = assertThrows(
                ExecutionException.class, () -> plain.sendAsync(slow).get(30, TimeUnit.SECONDS));
        assertEquals("READ_TIMEOUT", ((SallyportException) async.getCause()).name());
        CompletableFuture<Response> patient = plain.sendAsync(get("/slow").build());
        server.patience.countDown();
        assertEquals(200, patient.join().statusCode());
    }

    @Test
    void aRequestHasItsOwnTrustAndCertificate() {
        String host = lab.text("reach/hosts/0");
        String url = "https://" + host + ":" + lab.number("reach/port") + "/";
        String ca = lab.text("ca");
        int before = Reaper.watched();
        try (HttpsClient client = HttpsClient.builder()
                .trustEnv(false)
                .retries(0)
                .resolve(host, lab.text("reach/address"))
                .build()) {
            Request own = Request.builder("GET", url).build();
            assertThrows(CertificateException.class, () -> client.send(own));
            assertEquals(
                    200,
                    client.send(Request.builder("GET", url).verify(ca).build()).statusCode());
            Response insecure =
                    client.send(Request.builder("GET", url).verify(false).build());
            assertEquals(200, insecure.statusCode());
            assertThrows(CertificateException.class, () -> client.send(own));
            Request again = Request.builder("GET", url).verify(ca).build();
            assertTrue(client.send(again).timings().reused());
            for (int i = 1; i < 8; i++) {
                Duration limit = Duration.ofSeconds(i);
                client.send(Request.builder("GET", url)
                        .verify(ca)
                        .readTimeout(limit)
                        .build());
            }
            assertEquals(before + 5, Reaper.watched(), "four are kept besides the client's own");
        }
        assertEquals(before, Reaper.watched());
        try (HttpsClient trusting = HttpsClient.builder()
                .trustEnv(false)
                .retries(0)
                .verify(ca)
                .resolve(host, lab.text("reach/address"))
                .build()) {
            assertEquals(200, trusting.get(url).statusCode());
            Request strict = Request.builder("GET", url).verify(true).build();
            assertThrows(CertificateException.class, () -> trusting.send(strict), "the client's roots do not count");
            Request damaged =
                    Request.builder("GET", url).cert("no such file", null).build();
            assertThrows(TlsException.class, () -> trusting.send(damaged));
        }
    }

    @Test
    void filesAreMultipart() {
        Request request = Request.builder("POST", server.url("/echo"))
                .form("a", "é")
                .file("f", "a\"b\r\n.csv", "1,2".getBytes(StandardCharsets.UTF_8), "text/csv")
                .form("z", "26")
                .build();
        String body = plain.send(request).text();
        String boundary = body.substring(2, body.indexOf("\r\n"));
        assertTrue(server.seen.get(0).startsWith("POST /echo multipart/form-data; boundary=" + boundary + " "));
        assertEquals(
                "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\né\r\n"
                        + "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a%22b%0D%0A.csv\"\r\n"
                        + "Content-Type: text/csv\r\n\r\n1,2\r\n"
                        + "--B\r\nContent-Disposition: form-data; name=\"z\"\r\n\r\n26\r\n--B--\r\n",
                body.replace(boundary, "B"));
        Request.Builder both =
                Request.builder("POST", server.url("/echo")).body("x").file("f", "f", new byte[0], null);
        assertThrows(UsageException.class, both::build);
        assertThrows(UsageException.class, () -> both.file("f", "f", new byte[0], "a\nb"));
    }

    @Test
    void trailersHaveNames() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 2; i++) {
                    try (Socket socket = listening.accept()) {
                        socket.getInputStream().read(new byte[8192]);
                        OutputStream out = socket.getOutputStream();
                        out.write(
                                ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\n"
                                                + "3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            });
            String url = "http://127.0.0.1:" + listening.getLocalPort() + "/";
            assertEquals("42", plain.get(url).trailers().get("x-sum"));
            try (StreamedResponse stream =
                    plain.stream(Request.builder("GET", url).build())) {
                assertEquals(0, stream.trailers().size());
                while (stream.body().read() >= 0) {}
                assertEquals("42", stream.trailers().get("x-sum"));
            }
            served.get(30, TimeUnit.SECONDS);
        }
    }
}
