package io.sallyport;

/**
 * One call of an operation: its arguments, by the names of {@link Ops}, and the ways to make it. Not for use by several
 * threads.
 */
final class Call implements Steps {
    /** How long an interrupt may go unnoticed, in milliseconds. A slice costs nothing that could be measured. */
    private static final long SLICE = 50;

    private final int op;
    private final byte[][] texts;
    private final Column[] columns;
    private final long[] numbers;

    /** Null: it is not done. */
    private byte[][] results;

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
        return await(handle, this);
    }

    /** Makes calls, one after the other, until the thread is interrupted. */
    static byte[][] await(Handle handle, Steps steps) {
        leaveIfInterrupted();
        long number = handle.enter();
        try {
            for (long ticket = steps.start(number); ticket != 0; ticket = steps.start(number)) {
                try {
                    if (Waiter.callerIsVirtual()) {
                        parked(ticket, steps);
                    } else {
                        inSlices(ticket, steps);
                    }
                } finally {
                    Natives.freeTicket(ticket);
                }
            }
            return steps.results();
        } finally {
            steps.end();
            handle.exit();
        }
    }

    private static void inSlices(long ticket, Steps steps) {
        while (!steps.finish(ticket, SLICE)) {
            leaveIfInterrupted();
        }
    }

    /** A virtual thread that waits in a native would hold its carrier. */
    private static void parked(long ticket, Steps steps) {
        try {
            Waiter.await(ticket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leaveIfInterrupted();
        }
        steps.finish(ticket, -1);
    }

    private static void leaveIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw SallyportException.of(ErrorCode.CANCELLED, "the thread was interrupted");
        }
    }

    /** The same as start; a long body may be left in a stream. */
    long startLeaving(long object) {
        return Natives.start(op, object, texts, numbers, true);
    }

    @Override
    public long start(long object) {
        return results == null ? Natives.start(op, object, texts, numbers, false) : 0;
    }

    @Override
    public boolean finish(long ticket, long millis) {
        results = Natives.finish(op, ticket, millis, null);
        return results != null;
    }

    @Override
    public byte[][] results() {
        return results;
    }

    /** It can be made again. */
    @Override
    public void end() {
        results = null;
    }
}
