package io.sallyport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Waits in more virtual threads than there are carriers. Runs in Java 21 or later. */
final class VirtualProbe {
    private static final int MANY = 24;

    private VirtualProbe() {}

    private static ExecutorService virtual() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    private static List<Future<Integer>> started(ExecutorService threads, LocalServer server, Callable<Integer> call)
            throws InterruptedException {
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(threads.submit(call));
        }
        while (server.seen.size() < MANY) { // each has come before the first is answered
            Thread.sleep(5);
        }
        return all;
    }

    public static void main(String[] arguments) throws Exception {
        try (HttpsClient client =
                HttpsClient.builder().trustEnv(false).retries(0).build()) {
            try (LocalServer server = new LocalServer()) {
                ExecutorService threads = virtual();
                List<Future<Integer>> all = started(
                        threads, server, () -> client.get(server.url("/slow")).statusCode());
                server.patience.countDown();
                int good = 0;
                for (Future<Integer> one : all) {
                    good += one.get() == 200 ? 1 : 0;
                }
                System.out.println(good + " answered together");
                threads.shutdown();
            }
            try (LocalServer server = new LocalServer()) {
                ExecutorService threads = virtual();
                List<Future<Integer>> all = started(threads, server, () -> {
                    try {
                        return client.get(server.url("/slow")).statusCode();
                    } catch (CancelledException e) {
                        return Thread.currentThread().isInterrupted() ? 1 : 0;
                    }
                });
                threads.shutdownNow(); // interrupts them
                int left = 0;
                for (Future<Integer> one : all) {
                    left += one.get();
                }
                System.out.println(left + " were interrupted");
            }
        }
    }
}
