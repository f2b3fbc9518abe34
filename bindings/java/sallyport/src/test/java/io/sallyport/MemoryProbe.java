package io.sallyport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes calls whose arguments the JVM would copy, when there is no address space for the copy: limits its own to what it
 * has, and a little for the rest of the JVM.
 */
final class MemoryProbe {
    private static final int ARGUMENT = 512 << 20;
    private static final long LITTLE = 128 << 20;

    private MemoryProbe() {}

    private static void limit() throws IOException, InterruptedException {
        String status = new String(Files.readAllBytes(Paths.get("/proc/self/status")), StandardCharsets.US_ASCII);
        Matcher size = Pattern.compile("VmSize:\\s+(\\d+) kB").matcher(status);
        if (!size.find()) {
            throw new AssertionError(status);
        }
        String pid = Paths.get("/proc/self").toRealPath().getFileName().toString();
        long most = Long.parseLong(size.group(1)) * 1024 + LITTLE;
        Process prlimit = new ProcessBuilder("prlimit", "--pid", pid, "--as=" + most)
                .inheritIO()
                .start();
        if (prlimit.waitFor() != 0) {
            throw new AssertionError("prlimit failed; it is in Debian's package util-linux");
        }
    }

    private static void fails(Runnable call) {
        try {
            call.run();
            System.out.println("no exception");
        } catch (SallyportException e) {
            System.out.println(e.name());
        }
    }

    public static void main(String[] arguments) throws Exception {
        byte[] huge = new byte[ARGUMENT];
        try (Signer signer = Examples.signer().build();
                HttpsClient client =
                        HttpsClient.builder().trustEnv(false).retries(0).build();
                IotPublisher publisher = IotPublisher.builder("a1-ats.iot.eu-west-1.amazonaws.com")
                        .trustEnv(false)
                        .signer(signer)
                        .build();
                IdentityVerifier verifier = IdentityVerifier.builder().build()) {
            Request request = Request.builder("POST", Examples.URL).body(huge).build();
            signer.sign("GET", Examples.URL);
            limit();
            fails(() -> signer.sign(request));
            fails(() -> client.send(request));
            fails(() -> publisher.publish("a", huge));
            fails(() -> verifier.verify(huge, null, null, null));
            System.out.println(
                    "signed " + signer.sign("GET", Examples.URL).signature().length());
        }
    }
}
