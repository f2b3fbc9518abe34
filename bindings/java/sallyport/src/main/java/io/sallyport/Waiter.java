package io.sallyport;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * One daemon thread that waits for all calls in progress that no platform thread waits for. It starts with the first of
 * them and ends some seconds after the last one: an idle library keeps no thread.
 */
final class Waiter {
    /** How long the thread has nothing to do before it ends. Shorter in tests. */
    static volatile int idleMillis = 10_000;

    /** What to run when a call is done, by its ticket. Guarded by itself, as is the next. */
    private static final Map<Long, Runnable> CALLS = new HashMap<>();

    private static boolean running;

    /** Thread.isVirtual, or what is false where there is none: before Java 21. */
    private static final MethodHandle IS_VIRTUAL = isVirtual();

    private Waiter() {}

    private static MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            MethodHandle never = MethodHandles.constant(boolean.class, false);
            return MethodHandles.dropArguments(never, 0, Thread.class);
        }
    }

    static boolean callerIsVirtual() {
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) { // it throws nothing
            throw new AssertionError(e);
        }
    }

    /** Lets this thread sleep until the call is done. */
    static void await(long ticket) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        watch(ticket, done::countDown);
        try {
            done.await();
        } finally {
            forget(ticket);
        }
    }

    /** Runs something quick, which does not throw, in the waiting thread when the call is done. */
    static void watch(long ticket, Runnable done) {
        synchronized (CALLS) {
            if (!running) {
                begin();
            }
            Natives.waiterAdd(ticket);
            CALLS.put(ticket, done);
        }
    }

    /** Ends watching a call, if it is not done. After that the ticket may be freed. */
    static void forget(long ticket) {
        take(ticket);
    }

    /** Null if it is not watched any more. */
    private static Runnable take(long ticket) {
        synchronized (CALLS) {
            return CALLS.remove(ticket);
        }
    }

    /** How many calls are waited for, for tests. */
    static int watched() {
        synchronized (CALLS) {
            return CALLS.size();
        }
    }

    private static void begin() {
        Thread thread = new Thread(Waiter::run, "sallyport-waiter");
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
        running = true;
    }

    private static void run() {
        long[] tickets = new long[64];
        int count;
        do {
            count = Natives.waiterNext(idleMillis, tickets);
            for (int i = 0; i < count; i++) {
                Runnable done = take(tickets[i]);
                if (done != null) {
                    done.run();
                }
            }
        } while (count > 0 || !finished());
    }

    private static boolean finished() {
        synchronized (CALLS) {
            running = !CALLS.isEmpty();
            return !running;
        }
    }
}
