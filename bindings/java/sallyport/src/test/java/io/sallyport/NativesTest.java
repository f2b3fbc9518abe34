package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that no class of the package makes: each is an error, and everything goes on. */
@Timeout(60)
final class NativesTest {
    private static final byte[][] NO_TEXTS = {};
    private static final long[] NO_NUMBERS = {};
    private static final long[] DEFAULTS = {0, 0, -1, 0, 0};

    private final LocalServer server = new LocalServer();
    private final long client;
    private final long signer;

    NativesTest() {
        Loader.load();
        client = Natives.create(Ops.CLIENT_NEW, NO_TEXTS);
        signer = Natives.create(
                Ops.SIGNER_NEW,
                texts("credentials.access_key_id", Examples.KEY_ID, "credentials.secret_access_key", Examples.SECRET));
    }

    @AfterEach
    void close() {
        Natives.free(Ops.CLIENT_NEW, client);
        Natives.free(Ops.SIGNER_NEW, signer);
        server.close();
    }

    private static byte[][] texts(String... values) {
        byte[][] texts = new byte[values.length][];
        for (int i = 0; i < values.length; i++) {
            texts[i] = values[i] == null ? null : values[i].getBytes(StandardCharsets.UTF_8);
        }
        return texts;
    }

    /** In the order of the list "request". */
    private byte[][] get(String path) {
        return texts("GET", server.url(path), null, null, null);
    }

    private long started(String path) {
        return Natives.start(Ops.CLIENT_DO, client, get(path), DEFAULTS, false);
    }

    /** A call that the server has and does not answer. */
    private long waiting() throws InterruptedException {
        long ticket = started("/slow");
        while (server.seen.isEmpty()) {
            Thread.sleep(5);
        }
        return ticket;
    }

    private static byte[][] finish(long ticket, long millis) {
        return Natives.finish(Ops.CLIENT_DO, ticket, millis, null);
    }

    private static void misused(org.junit.jupiter.api.function.Executable call) {
        Failures.fails(ErrorCode.TICKET_MISUSED, call);
    }

    @Test
    void anOperationThatIsNot() {
        for (int op : new int[] {0, -1, 9, 61, 1 << 20, Integer.MIN_VALUE, Integer.MAX_VALUE, Ops.SIGNER_NEW}) {
            ErrorCode code = ErrorCode.INVALID_ARGUMENT;
            Failures.fails(code, () -> Natives.call(op, client, NO_TEXTS, NO_NUMBERS));
            Failures.fails(code, () -> Natives.batch(op, client, NO_TEXTS, NO_NUMBERS, new long[0][], null));
            Failures.fails(code, () -> Natives.start(op, client, NO_TEXTS, NO_NUMBERS, false));
        }
        for (int kind : new int[] {0, -1, 6, Ops.CLIENT_DO, 200, 203}) {
            Failures.fails(ErrorCode.INVALID_ARGUMENT, () -> Natives.create(kind, NO_TEXTS));
        }
    }

    @Test
    void anObjectThatIsAnother() {
        Failures.fails(ErrorCode.HANDLE_CLOSED, () -> Natives.call(Ops.CLIENT_DO, signer, get("/"), DEFAULTS));
        Failures.fails(ErrorCode.HANDLE_CLOSED, () -> Natives.start(Ops.CLIENT_DO, signer, get("/"), DEFAULTS, false));
        Failures.fails(ErrorCode.NULL_POINTER, () -> Natives.start(Ops.CLIENT_DO, 0, get("/"), DEFAULTS, false));
        Failures.fails(
                ErrorCode.HANDLE_CLOSED, () -> Natives.start(Ops.CLIENT_DO, client + 1, get("/"), DEFAULTS, false));
        Failures.fails(ErrorCode.HANDLE_CLOSED, () -> finish(client, 0));
        Failures.fails(ErrorCode.HANDLE_CLOSED, () -> Natives.call(Ops.CLIENT_DO, 42, get("/"), DEFAULTS));
        Natives.free(Ops.CLIENT_NEW, signer); // frees nothing
        assertEquals(
                5,
                Natives.call(Ops.SIGNER_SIGN, signer, texts("GET", Examples.URL, null, null, null), new long[] {Ops.NOW
                        })
                        .length);
    }

    /** A table of another version. */
    @Test
    void countsThatDiffer() {
        for (int count : new int[] {0, 1, 4, 6, 7, 20, 21, 64, 5000}) {
            Failures.fails(
                    ErrorCode.INVALID_ARGUMENT,
                    () -> Natives.start(Ops.CLIENT_DO, client, new byte[count][], DEFAULTS, false));
            Failures.fails(
                    ErrorCode.INVALID_ARGUMENT, () -> Natives.call(Ops.CLIENT_DO, client, new byte[count][], DEFAULTS));
        }
        for (int count : new int[] {0, 1, 2, 4, 20, 21, 5000}) {
            Failures.fails(
                    ErrorCode.INVALID_ARGUMENT,
                    () -> Natives.start(Ops.CLIENT_DO, client, get("/"), new long[count], false));
        }
        for (int count : new int[] {0, 2, 20, 21, 5000}) {
            Failures.fails(
                    ErrorCode.INVALID_ARGUMENT,
                    () -> Natives.batch(
                            Ops.SIGNER_PRESIGN_BATCH, signer, new byte[5][], new long[2], new long[count][], null));
        }
        Failures.fails(ErrorCode.INVALID_ARGUMENT, () -> Natives.call(Ops.CLIENT_DO, client, null, null));
    }

    @Test
    void anotherWayThanTheOperationHas() {
        byte[][] request = texts("GET", Examples.URL, null, null, null);
        Failures.fails(
                ErrorCode.INVALID_ARGUMENT,
                () -> Natives.start(Ops.SIGNER_SIGN, signer, request, new long[] {Ops.NOW}, false));
        Failures.fails(
                ErrorCode.INVALID_ARGUMENT,
                () -> Natives.call(Ops.SIGNER_PRESIGN_BATCH, signer, request, new long[] {Ops.NOW, 60}));
        Failures.fails(
                ErrorCode.INVALID_ARGUMENT,
                () -> Natives.batch(Ops.SIGNER_SIGN, signer, request, new long[] {Ops.NOW}, new long[0][], null));
        Failures.fails(
                ErrorCode.NULL_POINTER,
                () -> Natives.batch(
                        Ops.SIGNER_PRESIGN_BATCH, signer, request, new long[] {Ops.NOW, 60}, new long[1][], null));
    }

    @Test
    void aTicketIsUsedOnce() {
        long ticket = started("/echo");
        assertEquals(Ops.RESPONSE_COUNT, finish(ticket, -1).length);
        misused(() -> finish(ticket, -1));
        misused(() -> Natives.cancel(ticket));
        misused(() -> Natives.waiterAdd(ticket));
        Natives.freeTicket(ticket);
        Natives.freeTicket(ticket);
        Failures.fails(ErrorCode.HANDLE_CLOSED, () -> finish(ticket, 0));
        Failures.fails(ErrorCode.HANDLE_CLOSED, () -> Natives.cancel(ticket));
    }

    @Test
    void aTicketIsOfOneOperation() {
        long ticket = started("/echo");
        Failures.fails(ErrorCode.INVALID_ARGUMENT, () -> Natives.finish(Ops.METADATA_GET, ticket, -1, null));
        Failures.fails(ErrorCode.INVALID_ARGUMENT, () -> Natives.finish(9999, ticket, -1, null));
        Failures.fails(ErrorCode.INVALID_ARGUMENT, () -> Natives.finishInto(Ops.CLIENT_DO, ticket, -1, new byte[1], 0));
        assertEquals(Ops.RESPONSE_COUNT, finish(ticket, -1).length);
        Natives.freeTicket(ticket);
    }

    @Test
    void aCallIsCancelledOnce() throws Exception {
        long ticket = waiting();
        assertNull(finish(ticket, 0));
        assertNull(finish(ticket, 1));
        Natives.cancel(ticket);
        misused(() -> Natives.cancel(ticket));
        Failures.fails(ErrorCode.CANCELLED, () -> finish(ticket, -1));
        misused(() -> finish(ticket, -1));
        Natives.freeTicket(ticket);
    }

    /** Waits without limit, after others. */
    private static byte[][] await(long ticket) {
        while (true) {
            try {
                return finish(ticket, -1);
            } catch (UsageException e) {
                assertEquals(ErrorCode.TICKET_MISUSED, e.errorCode());
            }
        }
    }

    /** Returns when another thread waits for the call. */
    private static void untilWaitedFor(long ticket) {
        while (true) {
            try {
                assertNull(finish(ticket, 0));
            } catch (UsageException e) {
                assertEquals(ErrorCode.TICKET_MISUSED, e.errorCode());
                return;
            }
        }
    }

    @Test
    void oneThreadWaits() throws Exception {
        long ticket = waiting();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<byte[][]> first = threads.submit(() -> await(ticket));
            untilWaitedFor(ticket);
            misused(() -> finish(ticket, -1));
            server.patience.countDown();
            assertEquals(Ops.RESPONSE_COUNT, first.get().length);
        } finally {
            Natives.freeTicket(ticket);
            threads.shutdownNow();
        }
    }

    @Test
    void aTicketThatIsFreedEndsItsCall() throws Exception {
        long ticket = waiting();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> waits = threads.submit(() -> Failures.fails(ErrorCode.CANCELLED, () -> await(ticket)));
            untilWaitedFor(ticket);
            Natives.freeTicket(ticket);
            waits.get();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aTicketIsWatchedOnce() throws Exception {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("sallyport-waiter")) {
                thread.join(); // that of the tests before would be told
            }
        }
        long ticket = waiting();
        Natives.waiterAdd(ticket);
        misused(() -> Natives.waiterAdd(ticket));
        long[] done = new long[2];
        assertEquals(0, Natives.waiterNext(0, done));
        server.patience.countDown();
        assertEquals(1, Natives.waiterNext(-1, done));
        assertEquals(ticket, done[0]);
        assertEquals(0, Natives.waiterNext(0, done)); // it is said once
        assertEquals(Ops.RESPONSE_COUNT, finish(ticket, 0).length);
        Natives.freeTicket(ticket);
        Failures.fails(ErrorCode.HANDLE_CLOSED, () -> Natives.waiterAdd(ticket));
    }
}
