package io.sallyport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs with the library whose objects panic when told to: they end, and everything else goes on. */
final class PanicProbe {
    private PanicProbe() {}

    private interface Call {
        Object run() throws Exception;
    }

    private static void expect(ErrorCode code, Call call) throws Exception {
        try {
            throw new AssertionError("no exception but " + call.run());
        } catch (SallyportException e) {
            if (e.errorCode() != code) {
                throw new AssertionError(e);
            }
        }
    }

    private static void panics(Call call) throws Exception {
        expect(ErrorCode.PANIC, call);
        expect(ErrorCode.HANDLE_CLOSED, call);
    }

    private static int round(Signer good, String mode) throws Exception {
        try (Signer signer = Examples.signer().option("debug.panic", mode).build();
                HttpsClient client = HttpsClient.builder()
                        .trustEnv(false)
                        .option("debug.panic", mode)
                        .build();
                IotPublisher publisher = IotPublisher.builder("a1-ats.iot.eu-west-1.amazonaws.com")
                        .trustEnv(false)
                        .signer(good)
                        .option("debug.panic", mode)
                        .build();
                IdentityVerifier verifier =
                        IdentityVerifier.builder().option("debug.panic", mode).build()) {
            panics(() -> signer.sign("GET", Examples.URL));
            panics(() -> client.get("http://127.0.0.1:1/"));
            panics(() -> publisher.publish("a", new byte[0]));
            panics(() -> verifier.verify("MIIB"));
        }
        return good.sign("GET", Examples.URL).signature().length();
    }

    public static void main(String[] arguments) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Integer>> results = new ArrayList<>();
        try (Signer good = Examples.signer().build()) {
            for (int i = 0; i < 4; i++) {
                results.add(threads.submit(() -> {
                    int rounds = 0;
                    for (; rounds < 50; rounds++) {
                        for (String mode : new String[] {"call", "goroutine", "nil"}) {
                            if (round(good, mode) != 64) {
                                throw new AssertionError("the good signer failed");
                            }
                        }
                    }
                    return rounds;
                }));
            }
            for (Future<Integer> result : results) {
                result.get();
            }
        }
        threads.shutdown();
        System.out.println("alive with " + Reaper.watched() + " handles");
    }
}
