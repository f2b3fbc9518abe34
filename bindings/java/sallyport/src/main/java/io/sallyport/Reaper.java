package io.sallyport;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashMap;
import java.util.Map;

/**
 * Frees the handles whose owners were forgotten, from a daemon thread that exists only while there are handles: an idle
 * library keeps neither a thread nor its class loader alive.
 */
final class Reaper {
    private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();

    /** Guarded by QUEUE, as is the thread. */
    private static final Map<Handle, Grave> WATCHED = new HashMap<>();

    private static Thread thread;

    private Reaper() {}

    private static final class Grave extends PhantomReference<Object> {
        final Handle handle;

        Grave(Object owner, Handle handle) {
            super(owner, QUEUE);
            this.handle = handle;
        }
    }

    /** Closes the handle when nothing refers to its owner any more. The handle must not refer to it. */
    static void watch(Object owner, Handle handle) {
        Grave grave = new Grave(owner, handle);
        synchronized (QUEUE) {
            WATCHED.put(handle, grave);
            if (thread == null) {
                Thread started = new Thread(Reaper::run, "sallyport-reaper");
                started.setDaemon(true);
                started.setContextClassLoader(null);
                started.start();
                thread = started;
            }
        }
    }

    static void forget(Handle handle) {
        synchronized (QUEUE) {
            Grave grave = WATCHED.remove(handle);
            if (grave != null) {
                grave.clear();
            }
            if (WATCHED.isEmpty() && thread != null && thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
    }

    /** How many handles are open, for tests. */
    static int watched() {
        synchronized (QUEUE) {
            return WATCHED.size();
        }
    }

    private static void run() {
        while (!finished()) {
            try {
                ((Grave) QUEUE.remove()).handle.close();
            } catch (InterruptedException e) {
                continue; // the last handle may be closed
            }
        }
    }

    private static boolean finished() {
        synchronized (QUEUE) {
            if (!WATCHED.isEmpty()) {
                return false;
            }
            thread = null;
            return true;
        }
    }
}
