package io.sallyport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Loads the library and says where it is, or makes two attempts and says what each threw. An argument is another copy,
 * which somebody else loads in between.
 */
final class LoadProbe {
    private LoadProbe() {}

    public static void main(String[] arguments) throws IOException {
        for (int i = 0; i < 2; i++) {
            try (Signer signer = Examples.signer().build()) {
                for (String other : arguments) {
                    System.load(other);
                }
                System.out.println(
                        "signed " + signer.sign("GET", Examples.URL).signature().length());
                maps().forEach(line -> System.out.println("mapped " + line));
                return;
            } catch (SallyportException e) {
                System.out.println("attempt " + i + ": " + e.getClass().getSimpleName() + " " + e.getMessage());
                for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                    System.out.println("cause of " + i + ": " + cause.getClass().getSimpleName() + " with "
                            + cause.getSuppressed().length + " suppressed");
                }
            }
        }
    }

    private static Set<String> maps() throws IOException {
        Set<String> files = new LinkedHashSet<>();
        for (String line :
                new String(Files.readAllBytes(Paths.get("/proc/self/maps")), StandardCharsets.ISO_8859_1).split("\n")) {
            if (line.contains("sallyport") && line.contains("/lib")) {
                files.add(line.substring(line.indexOf('/')));
            }
        }
        return files;
    }
}
