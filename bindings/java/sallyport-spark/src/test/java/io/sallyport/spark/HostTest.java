package io.sallyport.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sallyport.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long an executor keeps what it made. */
class HostTest {
    private static final String URL = "https://bucket.s3.eu-west-1.amazonaws.com/key";

    @TempDir
    Path directory;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1); // nanoTime() may overflow

    private Path credentials() {
        return directory.resolve("credentials");
    }

    private void rotate(String id) throws IOException {
        Files.write(directory.resolve("config"), new byte[0]);
        String profile = "[default]\naws_access_key_id = " + id + "\naws_secret_access_key = secret\n";
        Files.write(credentials(), profile.getBytes(StandardCharsets.US_ASCII));
    }

    private Settings fromProfile() {
        Map<String, String> options = new HashMap<>();
        options.put("credentials.source", "profile");
        options.put("credentials.credentials_file", credentials().toString());
        options.put("credentials.config_file", directory.resolve("config").toString());
        options.put("client.sign", "true");
        return new Settings(options);
    }

    private static Host withClock(Settings settings, AtomicLong clock) {
        Host host = new Host(settings, clock::get);
        Host.HOSTS.put(settings, host);
        return host;
    }

    private static String presign(SallyFunction function) {
        return String.valueOf(function.call(new Object[] {UTF8String.fromString(URL)}));
    }

    @Test
    void theChainFindsAProfile() throws IOException {
        rotate("AKIDCHAIN");
        Map<String, String> options = new HashMap<>();
        options.put("credentials.source", "chain");
        options.put("credentials.profile", "default");
        options.put("credentials.credentials_file", credentials().toString());
        options.put("credentials.config_file", directory.resolve("config").toString());
        SallyFunction function = (SallyFunction) Signature.PRESIGN.maker.make(Sequences.of(), new Settings(options));
        assertTrue(presign(function).contains("AKIDCHAIN"));
    }

    @Test
    void credentialsFilesAreReadAgain() throws IOException {
        rotate("AKIDFIRST");
        Settings settings = fromProfile();
        Host host = withClock(settings, now);
        SallyFunction function = (SallyFunction) Signature.PRESIGN.maker.make(Sequences.of(), settings);
        assertTrue(presign(function).contains("AKIDFIRST"));
        Signer old = host.signer();
        rotate("AKIDSECOND");
        now.addAndGet(Host.MAX_AGE - 1);
        assertTrue(presign(function).contains("AKIDFIRST"));
        assertSame(host, Host.of(settings));
        now.incrementAndGet();
        assertTrue(presign(function).contains("AKIDSECOND"), "a task that is running");
        assertNotSame(host, Host.of(settings));
        assertNotSame(host.client(), Host.of(settings).client());
        assertEquals(64, old.sign("GET", URL).signature().length(), "a task may still use it");
    }

    @Test
    void theEnvironmentOfAProcessDoesNotChange() {
        Settings settings = new Settings(Collections.singletonMap("sign.region", "eu-north-1"));
        Host host = withClock(settings, now);
        now.addAndGet(2 * Host.MAX_AGE);
        assertSame(host, Host.of(settings));
    }

    @Test
    void configurationsThatNobodyUsesAnyMoreAreLetGo() {
        Settings first = new Settings(Collections.singletonMap("sign.service", "s0"));
        Settings used = new Settings(Collections.singletonMap("sign.service", "used"));
        Host one = Host.of(first);
        Host other = Host.of(used);
        for (int i = 1; i < Host.MOST; i++) {
            Host.of(new Settings(Collections.singletonMap("sign.service", "s" + i)));
            assertSame(other, Host.of(used));
        }
        assertEquals(Host.MOST, Host.HOSTS.size());
        assertNotSame(one, Host.of(first));
    }
}
