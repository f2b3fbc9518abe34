package io.sallyport;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Owns a native object, and makes it anew when its credentials change. */
final class Channel {
    /** Kept besides the object with the options of the owner alone. */
    private static final int VARIANTS = 4;

    private static final Options NONE = new Options();

    /** Who gives one of these says by that that the others do not count. */
    private static final List<String> TRUST = Arrays.asList("tls.verify", "tls.ca_file", "tls.ca_dir", "tls.ca_bytes");

    private static final List<String> CERT =
            Arrays.asList("tls.cert", "tls.cert_file", "tls.key", "tls.key_file", "tls.key_password");

    private final int kind;
    private final Options options;
    private final Object owner;

    /** The object of an owner whose credentials stay. */
    private final Handle lasting;

    /** The objects of these credentials, by the further options of a call. Guarded by itself. */
    private final Map<Options, Handle> made = new LinkedHashMap<>();

    /** Those of the credentials before: a body that is signed as it is sent ends with what it began with. */
    private final Map<Options, Handle> before = new LinkedHashMap<>();

    private Credentials credentials;
    private boolean closed;

    Channel(int kind, Options options, Object owner) {
        this.kind = kind;
        this.options = options;
        this.owner = owner;
        lasting = options.source == null ? Handle.open(kind, options, owner) : null;
        if (lasting == null) {
            current(NONE);
        }
    }

    /** The object to call, entered: exit() must follow. */
    Handle enter() {
        if (lasting != null) {
            lasting.enter();
            return lasting;
        }
        return enter(NONE);
    }

    /** The same with further options of one call: such an object has its own connections, and is kept for the next. */
    Handle enter(Options more) {
        if (lasting != null && more.isEmpty()) {
            return enter();
        }
        while (true) {
            Handle handle = current(more);
            if (handle.tryEnter()) { // else it was replaced meanwhile
                return handle;
            }
        }
    }

    /**
     * The object for an owner that goes on with the credentials that it began with, however often they are renewed: the
     * lasting one, or one of its own.
     */
    Handle begin(Object beginner) {
        if (isClosed()) {
            throw Handle.closed(owner);
        }
        if (lasting != null) {
            return lasting;
        }
        Options all = new Options(options);
        options.source.now().into(all);
        return Handle.open(kind, all, beginner);
    }

    private Handle current(Options more) {
        Credentials now = options.source == null ? null : options.source.now(); // may wait, so without the lock
        synchronized (made) {
            if (isClosed()) {
                throw Handle.closed(owner);
            }
            if (now != credentials) {
                close(before);
                before.putAll(made);
                made.clear();
                credentials = now;
            }
            Handle handle = made.get(more);
            if (handle == null) {
                Options all = new Options(options);
                if (now != null) {
                    now.into(all);
                }
                all.replace(TRUST, more);
                all.replace(CERT, more);
                all.addAll(more);
                handle = Handle.open(kind, all, owner);
                made.put(more, handle);
                forgetOldest();
            }
            return handle;
        }
    }

    /** But for the object without further options. */
    private void forgetOldest() {
        int variants = made.size() - (made.containsKey(NONE) ? 1 : 0);
        Iterator<Map.Entry<Options, Handle>> entries = made.entrySet().iterator();
        while (variants > VARIANTS) {
            Map.Entry<Options, Handle> oldest = entries.next();
            if (!oldest.getKey().isEmpty()) {
                entries.remove();
                oldest.getValue().close();
                variants--;
            }
        }
    }

    private static void close(Map<Options, Handle> handles) {
        handles.values().forEach(Handle::close);
        handles.clear();
    }

    /** Calls with the object. */
    <T> T with(Function<Handle, T> call) {
        return with(NONE, call);
    }

    <T> T with(Options more, Function<Handle, T> call) {
        Handle handle = enter(more);
        try {
            return call.apply(handle);
        } finally {
            handle.exit();
        }
    }

    /**
     * Calls what does not wait for credentials, and again after refresh, which does, if there are none. Both times the
     * same object: another one would have to fetch its own.
     */
    <T> T fresh(Call refresh, Function<Handle, T> call) {
        return with(handle -> {
            try {
                return call.apply(handle);
            } catch (CredentialsException e) {
                if (e.errorCode() != ErrorCode.CREDENTIALS_STALE) {
                    throw e;
                }
            }
            refresh.await(handle);
            return call.apply(handle);
        });
    }

    /** Starts with the object what ends later; what is wrong is in the future. */
    <T> CompletableFuture<T> start(Function<Handle, CompletableFuture<T>> call) {
        return start(NONE, call);
    }

    <T> CompletableFuture<T> start(Options more, Function<Handle, CompletableFuture<T>> call) {
        return Exchange.started(() -> with(more, call));
    }

    boolean isClosed() {
        synchronized (made) {
            return closed || lasting != null && lasting.isClosed();
        }
    }

    /** Frees the objects after the last calls in progress. Closing twice does nothing. */
    void close() {
        synchronized (made) {
            closed = true;
            close(before);
            close(made);
        }
        if (lasting != null) {
            lasting.close();
        }
    }
}
