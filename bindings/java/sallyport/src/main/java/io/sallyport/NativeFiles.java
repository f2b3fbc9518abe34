package io.sallyport;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The two native files, to be copied: libsallyport.so loads libsallyport-core.so from beside itself. */
final class NativeFiles {
    /** Such as "linux-x86_64", the directory in the jar. */
    static final String PLATFORM = System.getProperty("os.name", "").toLowerCase(Locale.ROOT) + "-"
            + System.getProperty("os.arch", "").replace("amd64", "x86_64");

    private static final String PREFIX = "sallyport-" + Loader.VERSION + "-";
    private static final long LEFT_MILLIS = 10 * 60_000;
    private static final String DOOR = "libsallyport.so";
    private static final String CORE = "libsallyport-core.so";

    private interface Source {
        InputStream open() throws IOException;
    }

    private final Source door;
    private final Source core;

    private NativeFiles(Source door, Source core) {
        this.door = door;
        this.core = core;
    }

    /** The files of this version and platform in the jar that this class comes from. */
    static NativeFiles fromJar() {
        return new NativeFiles(() -> resource("libsallyport-"), () -> resource("libsallyport-core-"));
    }

    /** A file and its companion in a directory. */
    static NativeFiles beside(Path door) {
        return new NativeFiles(() -> Files.newInputStream(door), () -> Files.newInputStream(door.resolveSibling(CORE)));
    }

    /** Relative to this class, so that it is found where build tools have moved the package. */
    private static InputStream resource(String name) throws IOException {
        String path = "native/" + PLATFORM + "/" + name + Loader.VERSION + ".so";
        InputStream stream = NativeFiles.class.getResourceAsStream(path);
        if (stream == null) {
            throw new FileNotFoundException(path + " is not in the jar");
        }
        return stream;
    }

    /** Copies that exist until they are closed. A library that was loaded from one goes on without the file. */
    static final class Copy implements AutoCloseable {
        private final Path directory;

        private Copy(Path directory) {
            this.directory = directory;
        }

        String door() {
            return directory.resolve(DOOR).toString();
        }

        @Override
        public void close() {
            for (Path file : new Path[] {directory.resolve(DOOR), directory.resolve(CORE), directory}) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    continue; // it only takes up room
                }
            }
        }
    }

    /** Removes what processes have left that were killed while they loaded, which takes less than a second. */
    private static void removeLeft(Path place) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(place, PREFIX + "*")) {
            Object me = Files.getAttribute(Paths.get("/proc/self"), "unix:uid");
            for (Path directory : all) {
                Map<String, Object> of = Files.readAttributes(
                        directory, "unix:uid,lastModifiedTime,isDirectory", LinkOption.NOFOLLOW_LINKS);
                long age = System.currentTimeMillis() - ((FileTime) of.get("lastModifiedTime")).toMillis();
                if (me.equals(of.get("uid")) && Boolean.TRUE.equals(of.get("isDirectory")) && age > LEFT_MILLIS) {
                    new Copy(directory).close();
                }
            }
        } catch (IOException | RuntimeException e) {
            return; // it only takes up room
        }
    }

    /** Copies both files into a new directory, which only this user can enter and no other class loader knows. */
    Copy copyTo(Path place) throws IOException {
        removeLeft(place);
        Copy copy = new Copy(Files.createTempDirectory(place, PREFIX, onlyMine()));
        try {
            try (InputStream stream = door.open()) {
                Files.copy(stream, copy.directory.resolve(DOOR));
            }
            try (InputStream stream = core.open()) {
                Files.copy(stream, copy.directory.resolve(CORE));
            }
            return copy;
        } catch (Throwable e) {
            copy.close();
            throw e;
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> onlyMine() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }
}
