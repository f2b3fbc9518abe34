package io.sallyport;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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

    private final boolean start;

    private Loader(boolean start) {
        this.start = start;
    }

    /** Returns when the natives can be called. */
    static void load() {
        load(true);
    }

    /**
     * The same.
     *
     * @param start whether the core may start from the files of the jar, while they have names; else it starts later,
     *     from a copy in memory
     */
    static void load(boolean start) {
        if (!loaded) {
            loadOnce(start);
        }
    }

    private static synchronized void loadOnce(boolean start) {
        if (loaded) {
            return;
        }
        if (failure != null) { // a new exception has the stack of this caller; its cause that of the first
            throw new InternalException(failure.code(), failure.text(), 0, failure);
        }
        Loader loader = new Loader(start);
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
                || attemptCopies(NativeFiles.fromJar());
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
                && attemptCopies(NativeFiles.beside(file.toPath()));
    }

    /** Puts the two files into a directory of their own, loads them and removes them. */
    private boolean attemptCopies(NativeFiles files) {
        for (Path place : places()) {
            if (attempt(place.toString(), () -> {
                try (NativeFiles.Copy copy = files.copyTo(place)) {
                    System.load(copy.door());
                    checkVersion();
                    if (start) {
                        Natives.startCore(); // the core from this file, while it has a name
                    }
                }
            })) {
                return true;
            }
        }
        return false;
    }

    /**
     * The two that are Java's, then those of the front door and of Python. A JVM loads libraries by their names alone,
     * so there are no files without one, and none in memory.
     */
    private static List<Path> places() {
        List<Path> places = new ArrayList<>();
        String javas = System.getProperty("java.io.tmpdir");
        for (String place : new String[] {
            System.getProperty("sallyport.tmpdir"),
            "/tmp".equals(javas) ? null : javas, // which nobody chose
            System.getenv("TMPDIR"),
            "/dev/shm",
            System.getenv("XDG_RUNTIME_DIR"),
            "/tmp",
            "/var/tmp",
            System.getProperty("user.dir")
        }) {
            Path path =
                    place == null || place.isEmpty() ? null : Paths.get(place).toAbsolutePath();
            if (path != null && !places.contains(path)) {
                places.add(path);
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
            attempts.add("\n  " + what + ": " + reason(e));
            cause.addSuppressed(e);
            return false;
        }
    }

    /** In the words of the system, as the front door and Python have them. */
    private static String reason(Throwable e) {
        String message = e.getMessage();
        if (e instanceof LinkageError && message != null) {
            return message.contains("failed to map segment") ? "mounted noexec" : message;
        }
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (e instanceof FileSystemException && ((FileSystemException) e).getReason() != null) {
            return ((FileSystemException) e).getReason();
        }
        return e.getClass() == IOException.class && message != null ? message : e.toString();
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
