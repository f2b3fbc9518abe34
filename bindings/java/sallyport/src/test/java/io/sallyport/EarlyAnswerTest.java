package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that answer while the body of the request is on its way, and sources that fail on theirs. */
@Timeout(120)
final class EarlyAnswerTest {
    /** More than sockets take of a body that nobody reads. */
    private static final int LARGE = 12 << 20;

    private final HttpsClient client =
            HttpsClient.builder().trustEnv(false).retries(0).build();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void close() {
        over.countDown();
        client.close();
    }

    /** What is done with a connection whose request's head was read. */
    private interface Answer {
        void on(Socket connection, InputStream body) throws Exception;
    }

    private static final class Server implements AutoCloseable {
        private final ServerSocket listener;
        final String url;

        Server(Answer answer) throws IOException {
            listener = new ServerSocket(0, 8, InetAddress.getByName("127.0.0.1"));
            url = "http://127.0.0.1:" + listener.getLocalPort() + "/";
            daemon(() -> {
                while (true) {
                    Socket connection = listener.accept();
                    daemon(() -> {
                        try (Socket closed = connection) {
                            InputStream in = new BufferedInputStream(closed.getInputStream(), 1 << 16);
                            skipHead(in);
                            answer.on(closed, in);
                        }
                    });
                }
            });
        }

        private static void skipHead(InputStream in) throws IOException {
            for (int last = 0; last != 0x0D0A0D0A; ) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException();
                }
                last = last << 8 | next;
            }
        }

        private static void daemon(Callable<?> work) {
            Thread thread = new Thread(() -> {
                try {
                    work.call();
                } catch (Exception e) {
                    return; // the client has left
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private static void daemon(Work work) {
            daemon(() -> {
                work.run();
                return null;
            });
        }

        private interface Work {
            void run() throws Exception;
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static void say(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private StreamedResponse upload(Server server, InputStream body, long length) throws IOException {
        return client.stream(Request.builder("PUT", server.url).build(), body, length);
    }

    private static int count(InputStream body) throws IOException {
        int total = 0;
        byte[] piece = new byte[1 << 16];
        for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
            total += n;
        }
        return total;
    }

    @Test
    void aRefusalIsHeardWhileTheBodyIsSent() throws Exception {
        try (Server server = new Server((connection, body) -> {
            say(connection, "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
            over.await();
        })) {
            Request whole =
                    Request.builder("PUT", server.url).body(new byte[LARGE]).build();
            assertEquals(413, client.send(whole).statusCode());
            assertEquals(413, client.sendAsync(whole).get().statusCode());
            for (long length : new long[] {LARGE, -1}) {
                try (StreamedResponse response = upload(server, new ByteArrayInputStream(new byte[LARGE]), length)) {
                    assertEquals(413, response.statusCode());
                    assertEquals(3, count(response.body()));
                }
            }
        }
    }

    @Test
    void aServerMayAnswerAsItReads() throws Exception {
        try (Server server = new Server((connection, body) -> {
            say(connection, "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
            byte[] piece = new byte[1 << 16];
            for (int left = LARGE; left > 0; ) {
                int n = body.read(piece, 0, Math.min(left, piece.length));
                connection.getOutputStream().write(piece, 0, n);
                left -= n;
            }
        })) {
            Request whole =
                    Request.builder("PUT", server.url).body(new byte[LARGE]).build();
            assertEquals(LARGE, client.send(whole).content().length);
            try (StreamedResponse response = upload(server, new ByteArrayInputStream(new byte[LARGE]), LARGE)) {
                assertEquals(LARGE, count(response.body()));
            }
        }
    }

    @Test
    void aServerThatClosesWithinTheBodyIsNamed() throws Exception {
        try (Server server = new Server((connection, body) -> {})) {
            Request whole =
                    Request.builder("PUT", server.url).body(new byte[LARGE]).build();
            SallyportException e = Failures.fails(ErrorCode.WRITE_FAILED, () -> client.send(whole));
            assertTrue(e.getMessage().contains(" of " + LARGE + " bytes of the body"), e.getMessage());
        }
    }

    /** Gives three bytes, and then fails. */
    private static final class Failing extends InputStream {
        private final IOException failure;
        private boolean begun;

        Failing(IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() {
            throw new AssertionError("pieces are read");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!begun) {
                begun = true;
                return 3;
            }
            if (failure == null) {
                return -1;
            }
            throw failure;
        }
    }

    @Test
    void aSourceThatFailsIsTheCallersOwnAndTheBodyStaysOpen() throws Exception {
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        try (Server server = new Server((connection, body) -> {
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            try {
                for (int b = body.read(); b >= 0; b = body.read()) {
                    got.write(b);
                    if (got.toString("ISO-8859-1").endsWith("0\r\n\r\n")) {
                        break;
                    }
                }
            } finally {
                bodies.add(got.toString("ISO-8859-1"));
            }
            say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        })) {
            IOException mine = new IOException("mine");
            assertSame(mine, assertThrows(IOException.class, () -> upload(server, new Failing(mine), -1)));
            assertSame(mine, assertThrows(IOException.class, () -> upload(server, new Failing(mine), 100)));
            SallyportException e =
                    Failures.fails(ErrorCode.REQUEST_BODY_FAILED, () -> upload(server, new Failing(null), 100));
            assertTrue(e.getMessage().contains("ended after 3 of 100 bytes"), e.getMessage());
            try (StreamedResponse response = upload(server, new Failing(null), -1)) { // the client goes on
                assertEquals(200, response.statusCode());
            }
            assertEquals(
                    1,
                    bodies.stream().filter(body -> body.endsWith("0\r\n\r\n")).count());
        }
    }
}
