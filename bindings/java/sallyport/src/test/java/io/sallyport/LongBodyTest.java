package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that are read into the array that they stay in. */
@Timeout(300)
final class LongBodyTest {
    private static final byte[] PIECE = new byte[1 << 20];

    static {
        for (int i = 0; i < PIECE.length; i++) {
            PIECE[i] = (byte) (i * 31 >> 3);
        }
    }

    /** How many answers to come end after the first MiB. */
    private final AtomicInteger cuts = new AtomicInteger();

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch cut = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private ServerSocket listening;
    private String url;

    @BeforeEach
    void listen() throws IOException {
        listening = new ServerSocket(0, 8, InetAddress.getByName("127.0.0.1"));
        url = "http://127.0.0.1:" + listening.getLocalPort() + "/";
        Thread thread = new Thread(() -> {
            while (!listening.isClosed()) {
                try (Socket socket = listening.accept()) {
                    answer(socket);
                } catch (IOException e) {
                    continue; // the client has left, or the test has ended
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() throws IOException {
        over.countDown();
        listening.close();
    }

    /** The path is the length in MiB; with "?hang" nothing follows the first one. */
    private void answer(Socket socket) throws IOException {
        byte[] request = new byte[8192];
        String path = new String(request, 0, socket.getInputStream().read(request), StandardCharsets.US_ASCII)
                .split(" ")[1].substring(1);
        asked.incrementAndGet();
        int pieces = Integer.parseInt(path.split("\\?")[0]);
        OutputStream out = socket.getOutputStream();
        out.write(
                ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + pieces * (long) PIECE.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        boolean ends = cuts.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        for (int i = 0; i < pieces; i++) {
            out.write(PIECE);
            if (ends) {
                return;
            }
            if (path.endsWith("?hang")) {
                cut.countDown();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private HttpsClient.Builder client() {
        return HttpsClient.builder().trustEnv(false);
    }

    private static void assertPieces(int count, byte[] body) {
        assertEquals(count * PIECE.length, body.length);
        for (int i = 0; i < count; i++) {
            assertArrayEquals(PIECE, Arrays.copyOfRange(body, i * PIECE.length, (i + 1) * PIECE.length));
        }
    }

    @Test
    void aBodyThatBreaksOffIsAskedForAgainIfThatIsSafe() {
        try (HttpsClient client = client().build()) {
            int before = Reaper.watched();
            cuts.set(2);
            assertPieces(3, client.get(url + "3").content());
            assertEquals(3, asked.get());
            cuts.set(3);
            HttpException e = assertThrows(HttpException.class, () -> client.get(url + "3"));
            assertEquals("HTTP_TRUNCATED", e.name());
            assertEquals(6, asked.get());
            cuts.set(1);
            assertThrows(HttpException.class, () -> client.post(url + "3", new byte[] {1}), "it may be done already");
            assertEquals(7, asked.get());
            assertEquals(before, Reaper.watched(), "no stream is left");
        }
        try (HttpsClient client = client().retries(0).build()) {
            cuts.set(1);
            assertThrows(HttpException.class, () -> client.get(url + "3"));
            assertEquals(8, asked.get());
        }
    }

    @Test
    void theLimitsOfABodyHold() {
        try (HttpsClient client = client().maxBody((3 << 20) - 1).build()) {
            HttpException e = assertThrows(HttpException.class, () -> client.get(url + "3"));
            assertEquals("HTTP_BODY_TOO_LARGE", e.name());
            assertPieces(2, client.get(url + "2").content());
        }
        try (HttpsClient client = client().maxBody(1L << 40).build()) {
            HttpException e = assertThrows(HttpException.class, () -> client.get(url + "2048"));
            assertEquals("HTTP_BODY_TOO_LARGE", e.name());
        }
        try (HttpsClient client = client().build()) {
            Request hangs = Request.builder("GET", url + "3?hang")
                    .timeout(Duration.ofMillis(500))
                    .build();
            assertThrows(TimeoutException.class, () -> client.send(hangs));
        }
    }

    @Test
    void anInterruptEndsTheReading() throws Exception {
        try (HttpsClient client = client().build()) {
            int before = Reaper.watched();
            Thread reader = Thread.currentThread();
            new Thread(() -> {
                        try {
                            cut.await();
                        } catch (InterruptedException e) {
                            return;
                        }
                        reader.interrupt();
                    })
                    .start();
            assertThrows(CancelledException.class, () -> client.get(url + "3?hang"));
            assertTrue(Thread.interrupted());
            assertEquals(before, Reaper.watched());
        }
    }

    @Test
    void aBodyIsInMemoryOnce() throws Exception {
        try (HttpsClient client = client().maxBody(1L << 30).build()) {
            client.get(url + "1");
            Files.write(Paths.get("/proc/self/clear_refs"), new byte[] {'5'}); // the peak begins anew
            long before = peak();
            Response response = client.get(url + "160");
            long grown = peak() - before;
            assertEquals(160 << 20, response.contentStream().available());
            assertTrue(grown < 160 * 1.5 * 1024, grown + " KiB for 160 MiB");
        }
    }

    /** In KiB. */
    private static long peak() throws IOException {
        for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("no VmHWM");
    }
}
