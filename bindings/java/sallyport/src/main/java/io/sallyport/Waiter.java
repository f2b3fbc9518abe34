package io.sallyport;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * One daemon thread that waits for all calls in progress that no platform thread waits for. It starts with the first of
 * them and ends some seconds after the last one, with all that it waits with: an idle library keeps neither a thread nor
 * a descriptor.
 */
final class Waiter {
    /** How long the thread has nothing to do before it ends. Shorter in tests. */
    static volatile int idleMillis = 10_000;

    private static final int NONE = -1;

    /** The calls by their tickets. Guarded by itself, as is the thread's descriptor. */
    private static final Map<Long, Watched> CALLS = new HashMap<>();

    private static int descriptor = NONE;

    /** Thread.isVirtual, or what is false where there is none: before Java 21. */
    private static final MethodHandle IS_VIRTUAL = isVirtual();

    private Waiter() {}

    private static final class Watched {
        final int added;
        final Runnable done;

        Watched(int added, Runnable done) {
            this.added = added;
            this.done = done;
        }
    }

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
            if (descriptor == NONE) {
                begin();
            }
            CALLS.put(ticket, new Watched(Natives.waiterAdd(descriptor, ticket), done));
        }
    }

    /** Ends watching a call, if it is not done. After that the ticket may be freed. */
    static void forget(long ticket) {
        take(ticket);
    }

    /** Null if it is not watched any more. */
    private static Watched take(long ticket) {
        synchronized (CALLS) {
            Watched call = CALLS.remove(ticket);
            if (call != null) {
                Natives.waiterRemove(descriptor, call.added);
            }
            return call;
        }
    }

    /** How many calls are waited for, for tests. */
    static int watched() {
        synchronized (CALLS) {
            return CALLS.size();
        }
    }

    private static void begin() {
        int opened = Natives.waiterOpen();
        try {
            Thread thread = new Thread(() -> run(opened), "sallyport-waiter");
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        } catch (Throwable e) { // no memory, or no thread
            Natives.waiterClose(opened);
            throw e;
        }
        descriptor = opened;
    }

    private static void run(int opened) {
        long[] tickets = new long[64];
        int count;
        do {
            count = Natives.waiterNext(opened, idleMillis, tickets);
            for (int i = 0; i < count; i++) {
                Watched call = take(tickets[i]);
                if (call != null) {
                    call.done.run();
                }
            }
        } while (count > 0 || !finished(opened));
    }

    private static boolean finished(int opened) {
        synchronized (CALLS) {
            if (!CALLS.isEmpty()) {
                return false;
            }
            Natives.waiterClose(opened);
            descriptor = NONE;
            return true;
        }
    }
}
