package io.sallyport;

import static io.sallyport.Examples.URL;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Credentials that are renewed; the claims are those of Python's test_renewed.py. */
final class CredentialsTest {
    private static final Instant BEGIN = Instant.parse("2027-01-15T08:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private volatile Instant now = BEGIN;

    @AfterEach
    void restore() {
        CredentialsSource.clock = Clock.systemUTC();
    }

    private void setClock() {
        CredentialsSource.clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private static Credentials keys(int number, Instant expires) {
        return Credentials.of("AKIDEXAMPLE" + number, "secret" + number, "token" + number, expires);
    }

    private static Signer of(Supplier<Credentials> source) {
        return Signer.builder().credentials(source).build();
    }

    private static String key(Signer signer) {
        return signer.sign("GET", URL).headers().get("Authorization").split("Credential=|/")[1];
    }

    @Test
    void whatASourceGivesSigns() {
        Request request = Request.builder("GET", URL).time(BEGIN).build();
        try (Signer renewed = of(() -> keys(1, null));
                Signer plain = Signer.builder()
                        .accessKeyId("AKIDEXAMPLE1")
                        .secretAccessKey("secret1")
                        .sessionToken("token1")
                        .build()) {
            assertEquals(plain.sign(request).headers(), renewed.sign(request).headers());
            assertEquals(
                    plain.presign(request, HOUR).url(),
                    renewed.presign(request, HOUR).url());
            assertEquals("Signer[renewed credentials]", renewed.toString());
            assertEquals("Credentials[AKIDEXAMPLE1]", keys(1, null).toString());
        }
    }

    @Test
    void whatNoSourceMayGive() {
        Object[][] table = {
            {null, "CREDENTIALS_MISSING"},
            {Credentials.of("AKIDEXAMPLE", null), "CREDENTIALS_INCOMPLETE"},
            {Credentials.of(null, null), "CREDENTIALS_MISSING"},
            {Credentials.of("AKID\ud800", "secret1"), "CREDENTIALS_MALFORMED"},
            {keys(1, Instant.EPOCH), "CREDENTIALS_EXPIRED"},
        };
        for (Object[] row : table) {
            SallyportException e = assertThrows(SallyportException.class, () -> of(() -> (Credentials) row[0]));
            assertEquals(row[1], e.name(), e.getMessage());
            assertFalse(e.getMessage().contains("secret1") || e.getMessage().contains("token1"), e.getMessage());
        }
        assertEquals(
                "CREDENTIALS_MALFORMED",
                assertThrows(SallyportException.class, () -> of(null)).name());
        for (Signer.Builder both : new Signer.Builder[] {
            Signer.builder().accessKeyId("AKIDEXAMPLE"), Signer.builder().fromProfile("default")
        }) {
            assertThrows(UsageException.class, () -> both.credentials(() -> keys(1, null))
                    .build());
        }
    }

    @Test
    void aSourceWithoutAnEndIsAskedForEachSignature() {
        AtomicInteger asked = new AtomicInteger();
        int before = Reaper.watched();
        try (Signer signer = of(() -> keys((asked.incrementAndGet() + 1) / 2, null))) {
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                got.add(key(signer));
            }
            assertEquals("[AKIDEXAMPLE1, AKIDEXAMPLE2, AKIDEXAMPLE2, AKIDEXAMPLE3]", got.toString());
            assertEquals(before + 2, Reaper.watched(), "what was replaced is freed, but for the last");
        }
        assertEquals(before, Reaper.watched());
    }

    @Test
    void aSourceWithAnEndIsAskedAgainAheadOfIt() {
        setClock();
        AtomicInteger asked = new AtomicInteger();
        try (Signer signer = of(() -> keys(asked.incrementAndGet(), now.plus(HOUR)))) {
            long[][] table = {{0, 1}, {3600 - 901, 1}, {3600 - 900, 2}, {3600, 2}, {3 * 3600, 3}};
            for (long[] row : table) {
                now = BEGIN.plusSeconds(row[0]);
                assertEquals("AKIDEXAMPLE" + row[1], key(signer));
            }
        }
    }

    @Test
    void whatIsValidServesWhileTheSourceFails() {
        setClock();
        AtomicBoolean fails = new AtomicBoolean();
        try (Signer signer = of(() -> {
            if (fails.get()) {
                throw new IllegalStateException("no network");
            }
            return keys(1, BEGIN.plus(HOUR));
        })) {
            fails.set(true);
            now = BEGIN.plus(HOUR).minusSeconds(1);
            assertEquals("AKIDEXAMPLE1", key(signer));
            now = BEGIN.plus(HOUR);
            assertEquals(
                    "no network",
                    assertThrows(IllegalStateException.class, () -> key(signer)).getMessage());
            fails.set(false);
            CredentialsException expired = assertThrows(CredentialsException.class, () -> key(signer));
            assertEquals("CREDENTIALS_EXPIRED", expired.name());
            assertTrue(expired.getMessage().contains("have expired at 2027-01-15T09:00:00Z"), expired.getMessage());
        }
    }

    @Test
    void oneThreadRenewsAndNobodyWaitsForIt() throws Exception {
        setClock();
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (Signer signer = of(() -> {
            if (asked.incrementAndGet() > 1) {
                entered.countDown();
                try {
                    answer.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return keys(asked.get(), now.plus(HOUR));
        })) {
            now = BEGIN.plus(HOUR).minusSeconds(60);
            CompletableFuture<String> renewing = CompletableFuture.supplyAsync(() -> key(signer));
            assertTrue(entered.await(30, TimeUnit.SECONDS));
            assertEquals("AKIDEXAMPLE1", key(signer));
            answer.countDown();
            assertEquals("AKIDEXAMPLE2", renewing.get(30, TimeUnit.SECONDS));
            assertEquals("AKIDEXAMPLE2", key(signer));
            assertEquals(2, asked.get());
        }
    }

    @Test
    void manyThreadsMaySignWhileCredentialsChange() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Signer signer = of(() -> keys(asked.incrementAndGet() % 3, null))) {
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                threads.add(CompletableFuture.runAsync(() -> {
                    for (int j = 0; j < 200; j++) {
                        assertTrue(key(signer).startsWith("AKIDEXAMPLE"));
                    }
                }));
            }
            for (CompletableFuture<Void> thread : threads) {
                thread.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aClientSignsWithWhatItsSignerHasNow() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst("Authorization").split("Credential=|/")[1]);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        AtomicInteger number = new AtomicInteger(1);
        Signer signer = Signer.builder()
                .credentials(() -> keys(number.get(), null))
                .region("eu-west-1")
                .service("es")
                .build();
        try (HttpsClient client =
                HttpsClient.builder().trustEnv(false).signer(signer).build()) {
            signer.close();
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            client.get(url);
            number.set(2);
            client.get(url);
            number.set(3);
            client.getAsync(url).get(30, TimeUnit.SECONDS);
        } finally {
            server.stop(0);
        }
        assertEquals("[AKIDEXAMPLE1, AKIDEXAMPLE2, AKIDEXAMPLE3]", seen.toString());
    }

    @Test
    void aBodyThatIsSignedAsItIsReadEndsWithWhatItBeganWith() throws Exception {
        AtomicInteger number = new AtomicInteger(1);
        try (Signer signer = of(() -> keys(number.get(), null))) {
            Request put = Request.builder("PUT", "https://bucket.s3.eu-west-1.amazonaws.com/k")
                    .build();
            byte[] content = new byte[200_000];
            try (SignedBody body = signer.signStream(put, new ByteArrayInputStream(content), content.length)) {
                assertTrue(body.read(new byte[1000]) > 0);
                number.set(2);
                assertEquals("AKIDEXAMPLE2", key(signer));
                long read = 0;
                byte[] piece = new byte[8192];
                for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
                    read += n;
                }
                assertTrue(read > 199_000, read + " bytes");
            }
        }
    }

    @Test
    void anEventStreamEndsWithWhatItBeganWithHoweverOftenTheyAreRenewed() {
        AtomicInteger number = new AtomicInteger(1);
        Instant time = Instant.parse("2026-01-02T00:00:00Z");
        Request head = Request.builder("POST", "https://transcribestreaming.eu-west-1.amazonaws.com/stream")
                .time(time)
                .build();
        byte[] want;
        try (Signer first = of(() -> keys(1, null))) {
            SignedEvents events = first.signEvents(head);
            events.sign(new byte[] {0}, time);
            want = events.sign(new byte[] {1}, time);
        }
        try (Signer signer = of(() -> keys(number.get(), null))) {
            SignedEvents events = signer.signEvents(head);
            events.sign(new byte[] {0}, time);
            for (int renewal = 2; renewal < 5; renewal++) {
                number.set(renewal);
                assertEquals("AKIDEXAMPLE" + renewal, key(signer));
            }
            assertArrayEquals(want, events.sign(new byte[] {1}, time));
        }
    }

    @Test
    void aClosedSignerSaysSo() {
        Signer signer = of(() -> keys(1, null));
        signer.close();
        signer.close();
        assertEquals(
                "HANDLE_CLOSED",
                assertThrows(UsageException.class, () -> key(signer)).name());
    }
}
