package io.sallyport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A call in progress that no thread waits for, and the future of its result. Whoever completes the future otherwise, by
 * {@code cancel} for one, ends the call.
 */
final class Exchange<T> implements Runnable {
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final Handle handle;
    private final Call call;
    private final long ticket;
    private final Function<byte[][], T> result;

    /** Set before the ticket is freed. */
    private volatile boolean ended;

    /** The handle has been entered. */
    private Exchange(Handle handle, long object, Call call, Function<byte[][], T> result) {
        this.handle = handle;
        this.call = call;
        this.result = result;
        ticket = call.start(object);
    }

    /** Starts a call. What is wrong with it is in the future too. */
    static <T> CompletableFuture<T> start(Handle handle, Supplier<Call> call, Function<byte[][], T> result) {
        return started(() -> {
            Call made = call.get();
            long object = handle.enter();
            try {
                return new Exchange<>(handle, object, made, result).watched();
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
        try {
            future.whenComplete((value, failure) -> leave());
            Waiter.watch(ticket, this);
        } catch (Throwable e) {
            Natives.freeTicket(ticket);
            throw e;
        }
        return future;
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
        try {
            results = call.finish(ticket, -1);
        } catch (Throwable e) { // no memory, for one
            failure = e;
        }
        ended = true;
        Natives.freeTicket(ticket);
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
