package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    /**
     * The path is the length in MiB; with "?hang" nothing follows the first one. A body is of unknown length with
     * "?close", in chunks with "?chunked", and with "?gzip" coded.
     */
    private void answer(Socket socket) throws IOException {
        byte[] request = new byte[8192];
        String path = new String(request, 0, socket.getInputStream().read(request), StandardCharsets.US_ASCII)
                .split(" ")[1].substring(1);
        asked.incrementAndGet();
        int pieces = Integer.parseInt(path.split("\\?")[0]);
        OutputStream out = socket.getOutputStream();
        String framing = "Content-Length: " + pieces * (long) PIECE.length;
        if (path.endsWith("?close") || path.endsWith("?gzip")) {
            framing = path.endsWith("?gzip") ? "Content-Encoding: gzip" : "X-Length: unknown";
        } else if (path.endsWith("?chunked")) {
            framing = "Transfer-Encoding: chunked";
        }
        out.write(("HTTP/1.1 200 OK\r\nConnection: close\r\n" + framing + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        if (path.endsWith("?gzip")) {
            out = new GZIPOutputStream(out, 64 << 10);
        }
        boolean chunked = path.endsWith("?chunked");
        boolean ends = cuts.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        for (int i = 0; i < pieces; i++) {
            if (chunked) {
                out.write((Integer.toHexString(PIECE.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(PIECE);
            if (chunked) {
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
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
        if (chunked) {
            out.write("0\r\nX-Sum: of all\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        if (out instanceof GZIPOutputStream) {
            ((GZIPOutputStream) out).finish();
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

    /** No stream is left. What other tests have left may be collected meanwhile. */
    private static void assertNoMoreThan(int before) {
        assertTrue(Reaper.watched() <= before);
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
            assertNoMoreThan(before);
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
            assertNoMoreThan(before);
        }
    }

    /** Ways to ask, and kinds of bodies. */
    static List<Arguments> whole() {
        List<Arguments> all = new ArrayList<>();
        for (String kind : Arrays.asList("", "?close", "?chunked", "?gzip")) {
            for (boolean async : new boolean[] {false, true}) {
                all.add(Arguments.of(kind, async));
            }
        }
        return all;
    }

    private Response get(HttpsClient client, String path, boolean async) throws Exception {
        return async ? client.getAsync(url + path).get() : client.get(url + path);
    }

    @ParameterizedTest
    @MethodSource("whole")
    void aBodyIsInMemoryOnce(String kind, boolean async) throws Exception {
        try (HttpsClient client = client().maxBody(1L << 30).build()) {
            get(client, "1" + kind, async);
            System.gc(); // what the body before needed
            int streams = Reaper.watched();
            Files.write(Paths.get("/proc/self/clear_refs"), new byte[] {'5'}); // the peak begins anew
            long before = peak();
            Response response = get(client, "160" + kind, async);
            long grown = peak() - before;
            assertNoMoreThan(streams);
            long length = 0;
            byte[] some = new byte[PIECE.length];
            for (InputStream in = response.contentStream(); ; length++) {
                int n = new DataInputStream(in).read(some, 0, 1);
                if (n < 0) {
                    break;
                }
                new DataInputStream(in).readFully(some, 1, PIECE.length - 1);
                assertArrayEquals(PIECE, some);
            }
            assertEquals(160, length);
            assertTrue(grown < 160 * 1.5 * 1024, grown + " KiB for 160 MiB");
            assertEquals(
                    kind.equals("?chunked") ? "of all" : null,
                    response.trailers().get("X-Sum"));
        }
    }

    @ParameterizedTest
    @MethodSource("whole")
    void whatBreaksOffIsAskedForAgainHoweverItIsWaitedFor(String kind, boolean async) throws Exception {
        try (HttpsClient client = client().build()) {
            boolean told = !kind.equals("?close") && !kind.equals("?gzip"); // their ends are not told from a cut
            cuts.set(told ? 2 : 0);
            assertPieces(3, get(client, "3" + kind, async).content());
            assertEquals(told ? 3 : 1, asked.get());
        }
    }

    @Test
    void aFutureThatIsCancelledEndsTheReading() throws Exception {
        try (HttpsClient client = client().build()) {
            int before = Reaper.watched();
            CompletableFuture<Response> future = client.getAsync(url + "3?hang");
            cut.await();
            future.cancel(true);
            while (Reaper.watched() > before || Waiter.watched() > 0) { // else the test does not end in its time
                Thread.yield();
            }
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
