package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that wait can be left: by interrupts and by their futures. Nothing of them stays. */
@Timeout(60)
final class CancelTest {
    private static final int IDLE = Waiter.idleMillis;
    private static final String HOST = "a1-ats.iot.eu-west-1.amazonaws.com";

    private final LocalServer server = new LocalServer();

    /** Its limits are longer than those of the tests. */
    private final HttpsClient client = HttpsClient.builder()
            .trustEnv(false)
            .retries(0)
            .timeout(Duration.ofHours(1))
            .readTimeout(Duration.ofHours(1))
            .build();

    @BeforeAll
    static void endSoon() {
        Waiter.idleMillis = 50;
    }

    @AfterAll
    static void endLater() {
        Waiter.idleMillis = IDLE;
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) { // the test's time limit ends it
            Thread.sleep(5);
        }
    }

    /** Runs a call in a thread that is interrupted when the server has it; returns what the call threw. */
    private SallyportException interrupted(Runnable call) throws InterruptedException {
        List<SallyportException> thrown = new ArrayList<>();
        boolean[] flag = {false};
        int before = server.seen.size();
        Thread thread = new Thread(() -> {
            thrown.add(Failures.fails(ErrorCode.CANCELLED, call::run));
            flag[0] = Thread.currentThread().isInterrupted();
        });
        thread.start();
        await(() -> server.seen.size() > before || !thread.isAlive());
        thread.interrupt();
        thread.join();
        assertEquals(1, thrown.size(), "the call was not cancelled");
        assertTrue(flag[0], "the interrupt status is still set");
        return thrown.get(0);
    }

    @Test
    void anInterruptEndsAWaitingCall() throws Exception {
        assertTrue(interrupted(() -> client.get(server.url("/slow"))) instanceof CancelledException);
        try (InstanceMetadata metadata = InstanceMetadata.builder()
                .endpoint(server.url(""))
                .tokenTtl(Duration.ZERO)
                .timeout(Duration.ofHours(1))
                .build()) {
            interrupted(() -> metadata.get("/slow"));
        }
        server.patience.countDown();
        assertEquals(200, client.get(server.url("/echo")).statusCode());
    }

    @Test
    void aThreadThatWasInterruptedSendsNothing() throws Exception {
        Thread.currentThread().interrupt();
        Failures.fails(ErrorCode.CANCELLED, () -> client.get(server.url("/echo")));
        assertTrue(Thread.interrupted());
        assertTrue(server.seen.isEmpty());
        Thread.currentThread().interrupt();
        try (Signer signer = Examples.signer().build()) { // does not wait
            assertEquals(64, signer.sign("GET", Examples.URL).signature().length());
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    void aFutureHasTheResponse() throws Exception {
        List<CompletableFuture<Response>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(client.postAsync(server.url("/echo?" + i), ("body " + i).getBytes()));
        }
        for (int i = 0; i < all.size(); i++) {
            assertEquals("body " + i, all.get(i).get().text());
        }
        assertEquals(200, client.getAsync(server.url("/echo")).get().statusCode());
        assertEquals(200, client.headAsync(server.url("/echo")).get().statusCode());
        assertEquals(
                "x",
                client.putAsync(server.url("/echo"), new byte[] {'x'}).get().text());
        assertEquals(404, client.deleteAsync(server.url("/missing")).get().statusCode());
        assertEquals(4 << 20, client.getAsync(server.url("/large")).get().content().length);
        try (InstanceMetadata metadata = InstanceMetadata.builder()
                .endpoint(server.url(""))
                .tokenTtl(Duration.ZERO)
                .build()) {
            assertEquals("", metadata.getAsync("/echo").get());
        }
        await(() -> Waiter.watched() == 0);
    }

    @Test
    void aFailureIsInTheFuture() throws Exception {
        failed(ErrorCode.INVALID_URL, client.getAsync(null));
        failed(ErrorCode.INVALID_URL, client.getAsync("nonsense"));
        failed(ErrorCode.INVALID_URL, client.postAsync("", new byte[0]));
        failed(ErrorCode.NULL_POINTER, client.sendAsync(null));
        failed(ErrorCode.CONNECT_REFUSED, client.getAsync("http://127.0.0.1:1/"));
        try (IotPublisher publisher = IotPublisher.builder(HOST)
                .trustEnv(false)
                .retries(0)
                .authorizer("a", "k", "t", "c2ln")
                .resolve(HOST, "127.0.0.1:1")
                .build()) {
            failed(ErrorCode.NULL_POINTER, publisher.publishAsync(null));
            failed(ErrorCode.TOPIC_INVALID, publisher.publishAsync("a/#", null));
            failed(ErrorCode.MESSAGE_INVALID, publisher.publishAsync("a", null, 2));
        } catch (SallyportException e) {
            assertEquals("RESOLVE_MALFORMED", e.name(), e.getMessage());
        }
        try (InstanceMetadata metadata =
                InstanceMetadata.builder().endpoint("http://127.0.0.1:1").build()) {
            failed(ErrorCode.INVALID_ARGUMENT, metadata.getAsync(null));
            failed(ErrorCode.METADATA_UNREACHABLE, metadata.identityAsync());
        }
        client.close();
        failed(ErrorCode.HANDLE_CLOSED, client.getAsync(server.url("/")));
        assertEquals(0, Waiter.watched());
    }

    private static void failed(ErrorCode code, CompletableFuture<?> future) {
        ExecutionException failure = assertThrows(ExecutionException.class, future::get);
        assertEquals(code, ((SallyportException) failure.getCause()).errorCode(), failure.toString());
    }

    @Test
    void cancellingAFutureEndsTheExchange() throws Exception {
        CompletableFuture<Response> future = client.getAsync(server.url("/slow"));
        await(() -> !server.seen.isEmpty());
        assertTrue(future.cancel(true));
        assertThrows(CancellationException.class, future::get);
        await(() -> Waiter.watched() == 0); // though the server never answers
    }

    /** As orTimeout of Java 9 does. */
    @Test
    void whoeverCompletesTheFutureEndsTheExchange() throws Exception {
        CompletableFuture<Response> future = client.getAsync(server.url("/slow"));
        await(() -> !server.seen.isEmpty());
        future.completeExceptionally(new java.util.concurrent.TimeoutException("enough"));
        await(() -> Waiter.watched() == 0);
    }

    /** What depends on a future may wait for another one. */
    @Test
    void anActionMayTakeItsTime() throws Exception {
        CompletableFuture<Response> both = client.getAsync(server.url("/echo"))
                .thenApply(first -> client.getAsync(server.url("/echo")).join());
        assertEquals(200, both.get().statusCode());
    }

    @Test
    void closingLetsAFutureComplete() throws Exception {
        CompletableFuture<Response> future = client.getAsync(server.url("/slow"));
        await(() -> !server.seen.isEmpty());
        client.close();
        server.patience.countDown();
        assertEquals(200, future.get().statusCode());
    }

    @Test
    void nothingOfACancelledCallStays() throws Exception {
        await(() -> waiter() == null); // of the tests before
        client.get(server.url("/echo"));
        int handles = Reaper.watched();
        List<CompletableFuture<Response>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(client.getAsync(server.url("/slow")));
        }
        await(() -> server.seen.size() == 21);
        assertNotNull(waiter());
        assertTrue(waiter().isDaemon());
        all.forEach(future -> future.cancel(true));
        await(() -> waiter() == null);
        assertEquals(handles, Reaper.watched());
        assertEquals(200, client.getAsync(server.url("/echo")).get().statusCode()); // it starts again
    }

    private static Thread waiter() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("sallyport-waiter"))
                .findAny()
                .orElse(null);
    }

    @Test
    void manyAreCancelledWhileTheyEnd() throws Exception {
        server.patience.countDown();
        for (int round = 0; round < 200; round++) {
            CompletableFuture<Response> future = client.getAsync(server.url("/echo"));
            CountDownLatch done = new CountDownLatch(1);
            future.whenComplete((response, failure) -> done.countDown());
            if (round % 2 == 0) {
                Thread.sleep(0, 1000 * (round % 100));
            }
            future.cancel(true);
            done.await();
            assertTrue(future.isCancelled() || future.get().statusCode() == 200);
        }
        await(() -> Waiter.watched() == 0);
        assertEquals(200, client.get(server.url("/echo")).statusCode());
    }

    /** Many wait at the same time on two carriers, so none of them holds one. */
    @Test
    void virtualThreadsHoldNoCarrier() throws IOException {
        Path home = modern();
        assumeTrue(home != null, "there is no JDK 21 or later under /usr/lib/jvm");
        String output = new Jvm()
                .of(home)
                .with(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djdk.virtualThreadScheduler.parallelism=2",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=2")
                .run(VirtualProbe.class);
        assertTrue(output.contains("24 answered together"), output);
        assertTrue(output.contains("24 were interrupted"), output);
    }

    private static Path modern() throws IOException {
        try (Stream<Path> homes = Files.list(Paths.get("/usr/lib/jvm"))) {
            return homes.filter(home -> version(home) >= 21).findAny().orElse(null);
        }
    }

    private static int version(Path home) {
        Path release = home.resolve("release");
        return Files.exists(release) && Files.exists(home.resolve("bin/java"))
                ? Integer.parseInt(Checkout.text(release).replaceAll("(?s).*JAVA_VERSION=\"(?:1\\.)?(\\d+).*", "$1"))
                : 0;
    }
}
