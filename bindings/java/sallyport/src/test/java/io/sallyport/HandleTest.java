package io.sallyport;

import static io.sallyport.Examples.URL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lifetimes: close, use after close, close during use, objects that nobody closes. */
@Timeout(60)
final class HandleTest {
    @Test
    void useAfterCloseSaysSoAndClosingTwiceDoesNothing() {
        Signer signer = Examples.signer().build();
        HttpsClient client = HttpsClient.builder().trustEnv(false).build();
        IotPublisher publisher = IotPublisher.builder("a1-ats.iot.eu-west-1.amazonaws.com")
                .signer(signer)
                .build();
        IdentityVerifier verifier = IdentityVerifier.builder().build();
        InstanceMetadata metadata =
                InstanceMetadata.builder().endpoint("http://127.0.0.1:1").build();
        for (int i = 0; i < 2; i++) {
            signer.close();
            client.close();
            publisher.close();
            verifier.close();
            metadata.close();
            SallyportException closed = Failures.fails(ErrorCode.HANDLE_CLOSED, () -> signer.sign("GET", URL));
            assertEquals("this Signer was closed", closed.text());
            Failures.fails(ErrorCode.HANDLE_CLOSED, () -> signer.presign("GET", URL, Duration.ofMinutes(1)));
            Failures.fails(ErrorCode.HANDLE_CLOSED, () -> client.get("http://127.0.0.1:1/"));
            Failures.fails(ErrorCode.HANDLE_CLOSED, () -> publisher.publish("a", new byte[0]));
            Failures.fails(
                    ErrorCode.HANDLE_CLOSED,
                    () -> publisher.prepare(Message.builder("a").build()));
            Failures.fails(ErrorCode.HANDLE_CLOSED, () -> verifier.verify("MIIB"));
            Failures.fails(ErrorCode.HANDLE_CLOSED, () -> metadata.identity("x"));
            Failures.fails(ErrorCode.HANDLE_CLOSED, () -> metadata.get("/x"));
            Failures.fails(
                    ErrorCode.HANDLE_CLOSED,
                    () -> HttpsClient.builder().signer(signer).build());
        }
    }

    @Test
    void closeLetsACallInProgressFinish() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (LocalServer server = new LocalServer()) {
            HttpsClient client = HttpsClient.builder().trustEnv(false).build();
            Future<Response> answer = threads.submit(() -> client.get(server.url("/slow")));
            await(() -> !server.seen.isEmpty());
            client.close();
            Failures.fails(ErrorCode.HANDLE_CLOSED, () -> client.get(server.url("/")));
            assertFalse(answer.isDone());
            server.patience.countDown();
            assertEquals(200, answer.get().statusCode());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Each call signs rightly or says that the signer was closed; nothing else happens, and nothing is left open. */
    @Test
    void closingWhileManySignIsSafe() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        int before = Reaper.watched();
        try {
            for (int round = 0; round < 300; round++) {
                Signer signer = Examples.signer().build();
                CountDownLatch go = new CountDownLatch(1);
                List<Future<Integer>> results = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    boolean closes = i % 4 == 0;
                    results.add(threads.submit(() -> {
                        go.await();
                        int signed = 0;
                        try {
                            while (signed < 20) {
                                assertEquals(
                                        64, signer.sign("GET", URL).signature().length());
                                signed++;
                            }
                        } catch (UsageException e) {
                            assertEquals(ErrorCode.HANDLE_CLOSED, e.errorCode(), e.getMessage());
                        }
                        if (closes) {
                            signer.close();
                        }
                        return signed;
                    }));
                }
                go.countDown();
                for (Future<Integer> result : results) {
                    result.get();
                }
                Failures.fails(ErrorCode.HANDLE_CLOSED, () -> signer.sign("GET", URL));
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdown();
            assertTrue(threads.awaitTermination(20, TimeUnit.SECONDS));
        }
        assertEquals(before, Reaper.watched());
    }

    @Test
    void whatNobodyClosesIsFreedAndTheThreadEndsWithTheLastHandle() {
        int before = Reaper.watched();
        for (int i = 0; i < 500; i++) {
            Examples.signer().build();
        }
        assertNotNull(reaper());
        assertTrue(reaper().isDaemon());
        await(() -> {
            System.gc();
            return Reaper.watched() <= before;
        });
        if (before == 0) {
            await(() -> reaper() == null);
        }
        try (Signer signer = Examples.signer().build()) { // it starts again
            assertNotNull(reaper());
            assertEquals(64, signer.sign("GET", URL).signature().length());
        }
    }

    /** The signer is garbage as soon as its method is running; the count keeps the native object. */
    @Test
    void anObjectThatIsForgottenInACallIsNotFreedUnderIt() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (LocalServer server = new LocalServer()) {
            Future<Response> answer = threads.submit(
                    () -> HttpsClient.builder().trustEnv(false).build().get(server.url("/slow")));
            await(() -> !server.seen.isEmpty());
            for (int i = 0; i < 5; i++) {
                System.gc();
                Thread.sleep(20);
            }
            server.patience.countDown();
            assertEquals(200, answer.get().statusCode());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread reaper() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("sallyport-reaper"))
                .findAny()
                .orElse(null);
    }

    private static void await(BooleanSupplier condition) {
        try {
            while (!condition.getAsBoolean()) { // the test's time limit ends it
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("did not come true in time", e);
        }
    }
}
