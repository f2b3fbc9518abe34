package io.sallyport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A small HTTP server in this JVM: answers what the path says, and keeps what arrives. */
final class LocalServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    final List<String> seen = new CopyOnWriteArrayList<>();

    /** Released for the path /slow to be answered. */
    final CountDownLatch patience = new CountDownLatch(1);

    LocalServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = read(exchange.getRequestBody());
        String path = exchange.getRequestURI().getRawPath();
        seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Content-Type") + " " + body);
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        int status = 200;
        switch (path) {
            case "/slow":
                try {
                    patience.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                break;
            case "/redirect":
                status = 302;
                exchange.getResponseHeaders().add("Location", "/echo");
                break;
            case "/cookies":
                exchange.getResponseHeaders().add("Set-Cookie", "a=1");
                exchange.getResponseHeaders().add("Set-Cookie", "b=2");
                break;
            case "/login":
                status = 302;
                exchange.getResponseHeaders().add("Location", "/home");
                exchange.getResponseHeaders().add("Set-Cookie", "session=1; HttpOnly");
                break;
            case "/home":
                content = String.valueOf(exchange.getRequestHeaders().get("Cookie"))
                        .getBytes(StandardCharsets.UTF_8);
                break;
            case "/latin":
                exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=\"ISO-8859-1\"");
                content = new byte[] {'c', 'a', 'f', (byte) 0xe9};
                break;
            case "/missing":
                status = 404;
                break;
            case "/large":
                content = new byte[4 << 20];
                break;
            default:
                break;
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, content.length == 0 || head ? -1 : content.length);
        if (!head) {
            exchange.getResponseBody().write(content);
        }
        exchange.close();
    }

    private static String read(InputStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        for (int count = stream.read(part); count >= 0; count = stream.read(part)) {
            all.write(part, 0, count);
        }
        return new String(all.toByteArray(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        patience.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
