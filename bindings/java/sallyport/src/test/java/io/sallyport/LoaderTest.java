package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the library is looked for, each time in a JVM of its own. */
final class LoaderTest {
    @TempDir
    Path directory;

    private Path blocked;
    private Path good;

    @BeforeEach
    void prepare() throws IOException {
        blocked = Files.createFile(directory.resolve("a-file"));
        good = Files.createDirectory(directory.resolve("good"));
    }

    /** In a mount namespace of its own, where nothing can be put anywhere, unless a test says otherwise. */
    private Jvm jvm() {
        String mounts = "mount -t tmpfs -o size=64k none /dev/shm && mount -t tmpfs -o noexec none /var/tmp"
                + " && mount --bind /tmp /tmp && mount -o remount,bind,ro /tmp"
                + " && mount --bind \"$0\" \"$0\" && mount -o remount,bind,rw \"$0\" && exec \"$@\"";
        return new Jvm()
                .under("unshare", "-rm", "sh", "-c", mounts, directory.toString())
                .under("env", "-u", "TMPDIR", "-u", "XDG_RUNTIME_DIR")
                .property("sallyport.tmpdir", "")
                .property("java.io.tmpdir", blocked)
                .property("user.dir", blocked);
    }

    private static void loaded(String output) {
        assertTrue(output.contains("signed 64"), output);
    }

    private void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(good)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void theJarsFilesAreRemovedOnceLoaded() throws IOException {
        for (Jvm jvm : new Jvm[] {
            jvm().property("sallyport.tmpdir", good),
            jvm().property("java.io.tmpdir", good),
            jvm().property("user.dir", good),
            jvm().under("env", "TMPDIR=" + good),
            jvm().under("env", "XDG_RUNTIME_DIR=" + good)
        }) {
            String output = jvm.run(LoadProbe.class);
            loaded(output);
            assertTrue(output.contains("mapped " + good), output);
            assertTrue(output.contains("libsallyport-core.so (deleted)"), output);
            nothingIsLeft();
        }
    }

    @Test
    void thePropertyWinsAndNothingIsTriedAfterIt() {
        Path library = Checkout.library();
        for (Path given : new Path[] {library, library.getParent()}) {
            String output = jvm().property("sallyport.library.path", given).run(LoadProbe.class);
            loaded(output);
            assertTrue(output.contains("mapped " + library + "\n"), output);
        }
        String output = jvm().property("sallyport.library.path", "/no/such/libsallyport.so")
                .property("java.io.tmpdir", good)
                .run(LoadProbe.class);
        assertTrue(output.contains("attempt 0: InternalException CORE_LOAD_FAILED: libsallyport.so"), output);
        assertTrue(output.contains("\n  sallyport.library.path /no/such/libsallyport.so: "), output);
        assertFalse(output.contains("/dev/shm"), output);
    }

    @Test
    void theLibraryPathComesBeforeTheJar() {
        Path library = Checkout.library();
        String output = jvm().property("java.library.path", library.getParent()).run(LoadProbe.class);
        loaded(output);
        assertTrue(output.contains("mapped " + library + "\n"), output);
    }

    @Test
    void whatIsWrongOnTheLibraryPathIsPassedOver() throws IOException {
        Path libraries = Files.createDirectory(directory.resolve("libraries"));
        Path library = libraries.resolve("libsallyport.so");
        Jvm jvm = jvm().property("java.library.path", libraries).property("java.io.tmpdir", good);
        Files.write(library, new byte[] {1, 2, 3});
        loaded(jvm.run(LoadProbe.class));

        byte[] older = Files.readAllBytes(Checkout.library());
        String text = new String(older, StandardCharsets.ISO_8859_1).replace(Loader.VERSION, "0.0.9");
        Files.write(library, text.getBytes(StandardCharsets.ISO_8859_1));
        loaded(jvm.run(LoadProbe.class));
        String refused = jvm().property("sallyport.library.path", library).run(LoadProbe.class);
        assertTrue(refused.contains("the library is of version 0.0.9, not " + Loader.VERSION), refused);
    }

    @Test
    void aLibraryWithoutJniFunctionsSaysSo() {
        Path core = Checkout.library().resolveSibling("libsallyport-core.so");
        String output = jvm().property("sallyport.library.path", core).run(LoadProbe.class);
        assertTrue(output.contains("the library was built without its JNI functions"), output);
    }

    @Test
    void aFailureListsEveryAttemptAndIsThrownAgainWithItsCause() {
        String output = jvm().property("sallyport.tmpdir", "/proc/self")
                .property("java.library.path", "/no/libraries")
                .run(LoadProbe.class);
        assertTrue(output.contains("\n  java.library.path /no/libraries: "), output);
        for (String says : new String[] {
            "/proc/self: ",
            blocked + ": Not a directory",
            "/dev/shm: No space left on device",
            "/tmp: Read-only file system",
            "/var/tmp: mounted noexec"
        }) {
            assertTrue(output.contains("\n  " + says), says + " is not in " + output);
        }
        assertTrue(output.contains("cause of 0: UnsatisfiedLinkError with 6 suppressed"), output);
        assertTrue(output.contains("attempt 1: InternalException CORE_LOAD_FAILED"), output);
        assertTrue(output.contains("cause of 1: InternalException with 0 suppressed"), output);
        assertTrue(output.contains("cause of 1: UnsatisfiedLinkError with 6 suppressed"), output);
    }

    /** Others may write where it is put; they can neither be first nor look inside. */
    @Test
    void aCopyIsInANewDirectoryThatOnlyItsOwnerCanEnter() throws IOException {
        NativeFiles files = NativeFiles.beside(Checkout.library());
        try (NativeFiles.Copy first = files.copyTo(good);
                NativeFiles.Copy second = files.copyTo(good)) {
            assertNotEquals(first.door(), second.door());
            Path parent = Paths.get(first.door()).getParent();
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)));
            assertArrayEquals(Files.readAllBytes(Checkout.library()), Files.readAllBytes(Paths.get(first.door())));
        }
        nothingIsLeft();
    }

    @Test
    void halfACopyIsRemoved() throws IOException {
        Path alone = Files.copy(Checkout.library(), directory.resolve("libsallyport.so"));
        assertThrows(IOException.class, () -> NativeFiles.beside(alone).copyTo(good));
        nothingIsLeft();
        NativeFiles directories = NativeFiles.beside(blocked.getParent()); // opens, and cannot be read
        assertThrows(IOException.class, () -> directories.copyTo(good));
        nothingIsLeft();
    }

    /** The JVM calls JNI_OnLoad of a copy that it was not this package's loader that asked for. */
    @Test
    void aCopyThatSomebodyElseLoadsTakesNothingOver() {
        loaded(jvm().property("java.io.tmpdir", good)
                .run(LoadProbe.class, Checkout.library().toString()));
    }

    @Test
    void anotherPlatformIsNamed() {
        String output = jvm().property("os.arch", "sparc")
                .property("java.io.tmpdir", good)
                .run(LoadProbe.class);
        assertTrue(output.contains("cannot be loaded on linux-sparc"), output);
        assertTrue(
                output.contains("native/linux-sparc/libsallyport-" + Loader.VERSION + ".so is not in the jar"), output);
    }

    /** What was there before: a process was killed between making the files and removing them. */
    @Test
    void whatAKilledProcessLeftIsRemovedByALaterOne() throws IOException {
        Path old = Files.createDirectory(good.resolve("sallyport-" + Loader.VERSION + "-1"));
        Files.createFile(old.resolve("libsallyport.so"));
        Files.setLastModifiedTime(old, FileTime.fromMillis(System.currentTimeMillis() - 3_600_000));
        Path other = Files.createDirectory(good.resolve("sallyport-" + Loader.VERSION + "-2"));
        loaded(jvm().property("sallyport.tmpdir", good).run(LoadProbe.class));
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(other)); // may be in use
        Files.delete(other);
        nothingIsLeft();
    }
}
