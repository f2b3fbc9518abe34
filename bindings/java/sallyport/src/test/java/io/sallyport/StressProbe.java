package io.sallyport;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sixteen threads: Go work of all kinds, with results checked, beside NullPointerExceptions (each a SIGSEGV that the
 * JVM must get), stack overflows, garbage, and short threads.
 */
final class StressProbe {
    private static final Instant TIME = Instant.parse("2015-08-30T12:36:00Z");

    private static volatile Object sink;
    private static volatile int[] nothing;

    private final long end;
    private final Map<String, AtomicLong> counts = new LinkedHashMap<>();

    private StressProbe(int milliseconds) {
        end = System.nanoTime() + milliseconds * 1_000_000L;
    }

    private Callable<Void> often(String name, Callable<Boolean> work) {
        AtomicLong count = counts.computeIfAbsent(name, n -> new AtomicLong());
        return () -> {
            while (System.nanoTime() < end) {
                if (!work.call()) {
                    throw new AssertionError(name + " failed");
                }
                count.incrementAndGet();
            }
            return null;
        };
    }

    private static boolean nullPointer() {
        int caught = 0;
        for (int i = 0; i < 100; i++) {
            try {
                sink = nothing.length;
            } catch (NullPointerException e) {
                caught++;
            }
        }
        return caught == 100;
    }

    private static int deeper(int depth) {
        return 1 + deeper(depth + 1);
    }

    private static boolean stackOverflow() {
        try {
            return deeper(0) < 0;
        } catch (StackOverflowError e) {
            return true;
        }
    }

    private static boolean garbage() {
        List<byte[]> some = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            some.add(new byte[10_000]);
        }
        sink = some;
        return true;
    }

    private static boolean shortThread(Callable<Boolean> work) throws Exception {
        boolean[] done = {false};
        Thread thread = new Thread(() -> {
            try {
                done[0] = work.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        thread.join();
        return done[0];
    }

    private void run() throws Exception {
        Signer signer = Examples.signer().build();
        HttpsClient client = HttpsClient.builder().trustEnv(false).build();
        LocalServer server = new LocalServer();
        IdentityVerifier verifier = IdentityVerifier.builder().build();
        String signature = Checkout.text(Checkout.vectors("identity/real.txt"))
                .replaceAll("(?s).*\nsignature: ([^\n]*)\n.*", "$1");
        String want = signer.sign(
                        Request.builder("GET", Examples.URL).time(TIME).build())
                .signature();
        Callable<Boolean> sign = () -> signer.sign(
                        Request.builder("GET", Examples.URL).time(TIME).build())
                .signature()
                .equals(want);
        Callable<Boolean> refuse = () -> {
            try {
                signer.sign("", Examples.URL);
                return false;
            } catch (UsageException e) {
                return e.errorCode() == ErrorCode.INVALID_ARGUMENT;
            }
        };
        Callable<Boolean> verify =
                () -> verifier.verify(signature, null, "abc").instanceId().equals("i-8vb9b97xf7msxi4k6tgx");
        byte[] body = new byte[20_000];
        new SecureRandom().nextBytes(body);
        Callable<Boolean> get = () -> client.get(server.url("/echo")).statusCode() == 200
                && signer.sign("PUT", Examples.URL, null, body).signature().length() == 64;
        Callable<Boolean> open = () -> Examples.signer().build().toString().length() > 0; // nobody closes it

        List<Callable<Void>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(often("signatures", sign));
            all.add(often("null pointers x 100", StressProbe::nullPointer));
        }
        for (int i = 0; i < 2; i++) {
            all.add(often("verifications", verify));
            all.add(often("responses", get));
        }
        all.add(often("refusals", refuse));
        all.add(often("short threads", () -> shortThread(sign)));
        all.add(often("forgotten signers", open));
        all.add(often("stack overflows", StressProbe::stackOverflow));
        all.add(often("megabytes of garbage", StressProbe::garbage));
        all.add(often("collections", () -> {
            System.gc();
            Thread.sleep(50);
            return true;
        }));
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        System.out.println(all.size() + " threads");
        for (Future<Void> result : threads.invokeAll(all)) {
            result.get();
        }
        threads.shutdown();
        server.close();
        client.close();
        verifier.close();
        signer.close();
        counts.forEach((name, count) -> System.out.println(name + ": " + count));
        for (AtomicLong count : counts.values()) {
            if (count.get() == 0) {
                throw new AssertionError("something did not run at all");
            }
        }
        System.out.println("alive");
    }

    /** arguments: how long, in milliseconds. */
    public static void main(String[] arguments) throws Exception {
        new StressProbe(Integer.parseInt(arguments[0])).run();
    }
}
