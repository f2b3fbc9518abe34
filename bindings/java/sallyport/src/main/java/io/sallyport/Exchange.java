package io.sallyport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Calls in progress, one after the other, that no thread waits for, and the future of their result. Whoever completes the
 * future otherwise, by {@code cancel} for one, ends them.
 */
final class Exchange<T> implements Runnable {
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final Handle handle;
    private final long object;
    private final Steps steps;
    private final Function<byte[][], T> result;

    /** Of the call in progress. */
    private volatile long ticket;

    /** Set before the last ticket is freed. */
    private volatile boolean ended;

    /** The handle has been entered. */
    private Exchange(Handle handle, long object, Steps steps, Function<byte[][], T> result) {
        this.handle = handle;
        this.object = object;
        this.steps = steps;
        this.result = result;
    }

    /** Starts a call. What is wrong with it is in the future too. */
    static <T> CompletableFuture<T> start(Handle handle, Supplier<? extends Steps> call, Function<byte[][], T> result) {
        return started(() -> {
            Steps steps = call.get();
            long object = handle.enter();
            try {
                return new Exchange<>(handle, object, steps, result).watched();
            } catch (Throwable e) {
                handle.exit();
                throw e;
            }
        });
    }

    /** What is thrown on the way to a future is in the future. */
    static <T> CompletableFuture<T> started(Supplier<CompletableFuture<T>> start) {
        try {
            return start.get();
        } catch (RuntimeException e) {
            CompletableFuture<T> failed = new CompletableFuture<>();
            failed.completeExceptionally(e);
            return failed;
        }
    }

    private CompletableFuture<T> watched() {
        goesOn();
        future.whenComplete((value, failure) -> leave());
        return future;
    }

    /** Starts the next call; false: there is none. */
    private boolean goesOn() {
        long next = steps.start(object);
        if (next == 0) {
            return false;
        }
        ticket = next;
        try {
            Waiter.watch(next, this);
        } catch (Throwable e) {
            Natives.freeTicket(next);
            throw e;
        }
        if (future.isDone()) { // and whoever completed it may have seen the ticket before
            leave();
        }
        return true;
    }

    /** Ends the call if it goes on. */
    private void leave() {
        if (!ended) {
            try {
                Natives.cancel(ticket);
            } catch (SallyportException e) {
                return; // it has ended meanwhile
            }
        }
    }

    /** The call is done. In the waiting thread, so that nothing native outlives it. */
    @Override
    public void run() {
        byte[][] results = null;
        Throwable failure = null;
        long done = ticket;
        try {
            steps.finish(done, -1);
            if (!future.isDone() && goesOn()) {
                Natives.freeTicket(done);
                return;
            }
            results = steps.results();
        } catch (Throwable e) { // no memory, for one
            failure = e;
        }
        ended = true;
        Natives.freeTicket(done);
        steps.end();
        handle.exit();
        if (!future.isDone()) {
            complete(results, failure);
        }
    }

    /** What depends on the future may take its time, so it runs elsewhere: where CompletableFuture's own actions do. */
    private void complete(byte[][] results, Throwable failure) {
        Runnable completion = () -> {
            try {
                if (failure != null) {
                    future.completeExceptionally(failure);
                } else {
                    future.complete(result.apply(results));
                }
            } catch (RuntimeException | Error e) {
                future.completeExceptionally(e);
            }
        };
        try {
            CompletableFuture.runAsync(completion);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // no thread
            completion.run();
        }
    }
}
