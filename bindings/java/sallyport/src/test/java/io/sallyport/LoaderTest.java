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

    /** Nothing can be put anywhere, unless a test says otherwise. */
    private Jvm jvm() {
        return new Jvm()
                .property("sallyport.tmpdir", "")
                .property("java.io.tmpdir", blocked)
                .property("user.dir", blocked)
                .property("user.home", blocked);
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
        for (String place : new String[] {"sallyport.tmpdir", "java.io.tmpdir", "user.dir", "user.home"}) {
            String output = jvm().property(place, good).run(LoadProbe.class);
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
        assertFalse(output.contains("jar"), output);
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
        assertTrue(output.contains("\n  the jar, by way of /proc/self: "), output);
        assertTrue(output.contains("\n  the jar, by way of " + blocked + ": "), output);
        assertTrue(output.contains("cause of 0: UnsatisfiedLinkError with 3 suppressed"), output);
        assertTrue(output.contains("attempt 1: InternalException CORE_LOAD_FAILED"), output);
        assertTrue(output.contains("cause of 1: InternalException with 0 suppressed"), output);
        assertTrue(output.contains("cause of 1: UnsatisfiedLinkError with 3 suppressed"), output);
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

    /** In a mount namespace of its own; where that is not allowed, run it as root or allow user namespaces. */
    @Test
    void aDirectoryThatForbidsExecutionIsPassedOver() throws IOException {
        Path noexec = Files.createDirectory(directory.resolve("noexec"));
        Jvm jvm = jvm().under(
                        "unshare",
                        "-rm",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o noexec none " + noexec + " && exec \"$@\"",
                        "sh")
                .property("java.io.tmpdir", noexec);
        String output = jvm.run(LoadProbe.class);
        assertTrue(output.contains("\n  the jar, by way of " + noexec + ": "), output);
        assertTrue(output.contains("(is the directory mounted noexec?)"), output);
        loaded(jvm.property("user.home", good).run(LoadProbe.class));
        nothingIsLeft();
    }
}
