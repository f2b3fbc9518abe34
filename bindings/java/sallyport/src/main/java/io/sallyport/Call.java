package io.sallyport;

/**
 * One call of an operation: its arguments, by the names of {@link Ops}, and the ways to make it. Not for use by several
 * threads.
 */
final class Call {
    /** How long an interrupt may go unnoticed, in milliseconds. A slice costs nothing that could be measured. */
    private static final long SLICE = 50;

    private final int op;
    private final byte[][] texts;
    private final Column[] columns;
    private final long[] numbers;

    /** With the counts of the table, and the defaults of the numbers. */
    Call(int op, int texts, int columns, long... numbers) {
        this.op = op;
        this.texts = new byte[texts][];
        this.columns = new Column[columns];
        this.numbers = numbers;
    }

    /** Null is not given. */
    Call text(int at, byte[] value) {
        texts[at] = value;
        return this;
    }

    Call number(int at, long value) {
        numbers[at] = value;
        return this;
    }

    /** Null is not given. */
    Call column(int at, Column value) {
        columns[at] = value;
        return this;
    }

    /** Runs an operation without object. */
    byte[][] run() {
        Loader.load();
        return Natives.call(op, 0, texts, numbers);
    }

    /** Runs an operation that does not wait. */
    byte[][] run(Handle handle) {
        long number = handle.enter();
        try {
            return Natives.call(op, number, texts, numbers);
        } finally {
            handle.exit();
        }
    }

    /** Runs an operation that does not wait, on an object that was entered. */
    byte[][] runEntered(Handle handle) {
        return Natives.call(op, handle.number(), texts, numbers);
    }

    /** Runs an operation that makes an object, which is freed when owner is closed or forgotten. */
    Handle open(Handle handle, Object owner) {
        long number = handle.enter();
        try {
            return Handle.made(op, Natives.open(op, number, texts, numbers), owner);
        } finally {
            handle.exit();
        }
    }

    /** Runs an operation on columns. */
    Batch batch(Handle handle) {
        long[][] given = new long[columns.length][];
        for (int i = 0; i < given.length; i++) {
            given[i] = columns[i] == null ? null : columns[i].numbers();
        }
        long number = handle.enter();
        try {
            return new Batch(Natives.batch(op, number, texts, numbers, given, columns));
        } finally {
            handle.exit();
        }
    }

    /**
     * Runs an operation that waits, until the thread is interrupted.
     *
     * @throws CancelledException if it is or was
     */
    byte[][] await(Handle handle) {
        return await(handle, null);
    }

    /** The same; a long body may be left in a stream, whose number left gets, or 0. */
    byte[][] await(Handle handle, long[] left) {
        return await(handle, left != null, (ticket, millis) -> Natives.finish(op, ticket, millis, left));
    }

    /** The same for the one result of an operation, which is put into an array; returns its length. */
    int awaitInto(Handle handle, byte[] into, int at) {
        return await(handle, false, (ticket, millis) -> {
            int count = Natives.finishInto(op, ticket, millis, into, at);
            return count < 0 ? null : count;
        });
    }

    /** Takes what a ticket gives; null if it is not done within the time. */
    private interface Taking<T> {
        T take(long ticket, long millis);
    }

    private <T> T await(Handle handle, boolean leave, Taking<T> taking) {
        leaveIfInterrupted();
        long number = handle.enter();
        try {
            long ticket = Natives.start(op, number, texts, numbers, leave);
            try {
                return Waiter.callerIsVirtual() ? parked(ticket, taking) : inSlices(ticket, taking);
            } finally {
                Natives.freeTicket(ticket);
            }
        } finally {
            handle.exit();
        }
    }

    private static <T> T inSlices(long ticket, Taking<T> taking) {
        T results = taking.take(ticket, SLICE);
        while (results == null) {
            leaveIfInterrupted();
            results = taking.take(ticket, SLICE);
        }
        return results;
    }

    /** A virtual thread that waits in a native would hold its carrier. */
    private static <T> T parked(long ticket, Taking<T> taking) {
        try {
            Waiter.await(ticket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leaveIfInterrupted();
        }
        return taking.take(ticket, -1);
    }

    private static void leaveIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw SallyportException.of(ErrorCode.CANCELLED, "the thread was interrupted");
        }
    }

    /** Starts an operation that waits; finish and Natives.freeTicket must follow. */
    long start(long object) {
        return Natives.start(op, object, texts, numbers, false);
    }

    /** As Natives does. */
    byte[][] finish(long ticket, long millis) {
        return Natives.finish(op, ticket, millis, null);
    }
}
