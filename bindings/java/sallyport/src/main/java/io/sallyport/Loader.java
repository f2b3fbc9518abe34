package io.sallyport;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds and loads libsallyport.so; the package's documentation says where. It is looked for once: what went wrong is
 * kept and thrown again by whoever comes later.
 */
final class Loader {
    /** The version of this package; the library must be of the same. */
    static final String VERSION = "0.1.0";

    static final String OVERRIDE = "sallyport.library.path";
    private static final String NAME = "libsallyport.so";

    private static volatile boolean loaded;
    private static InternalException failure;

    private final List<String> attempts = new ArrayList<>();
    private final UnsatisfiedLinkError cause = new UnsatisfiedLinkError("libsallyport.so " + VERSION);

    private Loader() {}

    /** Returns when the natives can be called. */
    static void load() {
        if (!loaded) {
            loadOnce();
        }
    }

    private static synchronized void loadOnce() {
        if (loaded) {
            return;
        }
        if (failure != null) { // a new exception has the stack of this caller; its cause that of the first
            throw new InternalException(failure.code(), failure.text(), 0, failure);
        }
        Loader loader = new Loader();
        if (!loader.find()) {
            failure = loader.failed();
            throw failure;
        }
        loaded = true;
    }

    private boolean find() {
        String override = System.getProperty(OVERRIDE);
        if (override != null && !override.isEmpty()) {
            return attemptOverride(new File(override));
        }
        return attempt("java.library.path " + System.getProperty("java.library.path"), () -> {
                    System.loadLibrary("sallyport");
                    checkVersion();
                })
                || attemptCopies("the jar", NativeFiles.fromJar());
    }

    private boolean attemptOverride(File given) {
        File file = given.isDirectory() ? new File(given, NAME) : given;
        String what = OVERRIDE + " " + given;
        if (attempt(what, () -> {
            System.load(file.getAbsolutePath());
            checkVersion();
        })) {
            return true;
        }
        // The JVM lets only one class loader have a file; the others need copies of it.
        String message = cause.getSuppressed()[0].getMessage();
        return message != null
                && message.contains("already loaded in another classloader")
                && attemptCopies(what, NativeFiles.beside(file.toPath()));
    }

    /** Puts the two files into a directory of their own, loads them and removes them. */
    private boolean attemptCopies(String what, NativeFiles files) {
        for (Path place : places()) {
            if (attempt(what + ", by way of " + place, () -> {
                try (NativeFiles.Copy copy = files.copyTo(place)) {
                    System.load(copy.door());
                    checkVersion();
                    Natives.startCore(); // the core from this file, while it has a name
                }
            })) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> places() {
        List<Path> places = new ArrayList<>();
        for (String property : new String[] {"sallyport.tmpdir", "java.io.tmpdir", "user.dir", "user.home"}) {
            String value = System.getProperty(property);
            Path place =
                    value == null || value.isEmpty() ? null : Paths.get(value).toAbsolutePath();
            if (place != null && !places.contains(place)) {
                places.add(place);
            }
        }
        return places;
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private boolean attempt(String what, Attempt attempt) {
        try {
            underOwnName(attempt);
            return true;
        } catch (IOException | LinkageError | RuntimeException e) {
            String why = e instanceof LinkageError && e.getMessage() != null ? e.getMessage() : e.toString();
            String hint = why.contains("failed to map segment") ? " (is the directory mounted noexec?)" : "";
            attempts.add("\n  " + what + ": " + why + hint);
            cause.addSuppressed(e);
            return false;
        }
    }

    /**
     * Tells the library which class has the natives: it may have been renamed. The lock is the same in all class
     * loaders, as literals are.
     */
    private static void underOwnName(Attempt attempt) throws IOException {
        String property = "sallyport.natives";
        synchronized (property) {
            System.setProperty(property, Natives.class.getName());
            try {
                attempt.run();
            } finally {
                System.clearProperty(property);
            }
        }
    }

    private static void checkVersion() {
        String version;
        try {
            version = new String(Natives.version(), StandardCharsets.UTF_8);
        } catch (UnsatisfiedLinkError e) {
            throw new UnsatisfiedLinkError("the library was built without its JNI functions");
        }
        if (!version.equals(VERSION)) {
            throw new UnsatisfiedLinkError("the library is of version " + version + ", not " + VERSION);
        }
    }

    private InternalException failed() {
        String text =
                NAME + " " + VERSION + " cannot be loaded on " + NativeFiles.PLATFORM + ":" + String.join("", attempts);
        return new InternalException(ErrorCode.CORE_LOAD_FAILED.number(), text, 0, cause);
    }
}
