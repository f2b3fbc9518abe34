package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One URL at a time; the arguments are in BatchTest. */
final class PresignerTest {
    private static final Instant TIME = Instant.parse("2015-08-30T12:36:00Z");
    private static final Duration EXPIRES = Duration.ofMinutes(15);
    private static final String BUCKET = "https://bucket.s3.eu-west-1.amazonaws.com/";

    private final Signer signer = Examples.signer().build();
    private final Presigner presigner = signer.presigner("PUT", EXPIRES).withTime(TIME);

    @AfterEach
    void close() {
        signer.close();
    }

    private static String bySigner(Signer signer, String url) {
        return signer.presign(Request.builder("PUT", url).time(TIME).build(), EXPIRES)
                .url();
    }

    @Test
    void aUrlIsPresignedAsBySigner() {
        for (int length : new int[] {0, 1, 1000, 4090, 4096, 5000, 50_000}) {
            String url = BUCKET + "a report \u00fc \ud83d\ude00/" + Examples.repeat('k', length) + "?x=1 2";
            assertEquals(bySigner(signer, url), presigner.presign(url), length + " bytes");
        }
    }

    @Test
    void aLongSessionTokenFits() {
        try (Signer other =
                Examples.signer().sessionToken(Examples.repeat('t', 9000)).build()) {
            String url = BUCKET + "key";
            assertEquals(
                    bySigner(other, url),
                    other.presigner("PUT", EXPIRES).withTime(TIME).presign(url));
        }
    }

    @Test
    void timeIsNowIfNotGiven() {
        Instant before = Instant.now().minusSeconds(2);
        String url = signer.presigner("GET", EXPIRES).presign(BUCKET + "key");
        String stamp = url.replaceFirst(".*X-Amz-Date=([0-9TZ]+).*", "$1");
        Instant at = Instant.parse(stamp.replaceFirst("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z"));
        assertTrue(at.isAfter(before) && at.isBefore(Instant.now().plusSeconds(2)), stamp);
    }

    @Test
    void errorsAreThoseOfSigner() {
        for (String url : new String[] {"", "key", "https://", "https://a\u0000b/", BUCKET + "?X-Amz-Signature=1"}) {
            try {
                bySigner(signer, url);
            } catch (SallyportException want) {
                SallyportException got = Failures.fails(want.errorCode(), () -> presigner.presign(url));
                assertEquals(want.getMessage(), got.getMessage());
                continue;
            }
            throw new AssertionError(url + " was presigned");
        }
        Presigner eightDays = signer.presigner("GET", Duration.ofDays(8));
        SallyportException want = Failures.fails(
                ErrorCode.EXPIRES_OUT_OF_RANGE, () -> signer.presign("GET", BUCKET + "key", Duration.ofDays(8)));
        assertEquals(
                want.getMessage(),
                Failures.fails(ErrorCode.EXPIRES_OUT_OF_RANGE, () -> eightDays.presign(BUCKET + "key"))
                        .getMessage());
    }

    @Test
    void onePresignerServesManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                String url = BUCKET + Examples.repeat('p', 1 + i * 200) + i;
                String want = bySigner(signer, url);
                results.add(threads.submit(() -> {
                    boolean same = true;
                    for (int round = 0; round < 100; round++) {
                        same &= presigner.presign(url).equals(want);
                    }
                    return same;
                }));
            }
            for (Future<Boolean> result : results) {
                assertTrue(result.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
