package io.sallyport;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/** The stand-ins of the clouds (tests/lab): one process for all tests of this JVM, which ends with it. */
final class Lab {
    private static Lab running;

    private final JsonObject manifest;

    private Lab() throws IOException {
        String named = System.getenv("SALLYPORT_LAB");
        Path program = named != null ? Paths.get(named) : Checkout.file("build/tools/sallyport-lab", "make lab-binary");
        Process process = new ProcessBuilder(program.toString(), "-ports", "ephemeral", "-manifest", "-")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start(); // ends when its standard input does
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        manifest = JsonParser.parseString(out.readLine()).getAsJsonObject();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    }

    static synchronized Lab start() {
        if (running == null) {
            try {
                running = new Lab();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return running;
    }

    private JsonElement at(String path) {
        JsonElement here = manifest;
        for (String name : path.split("/")) {
            here = here.isJsonArray()
                    ? here.getAsJsonArray().get(Integer.parseInt(name))
                    : here.getAsJsonObject().get(name);
        }
        return here;
    }

    /** A member of the manifest, such as "aws/host". */
    String text(String path) {
        return at(path).getAsString();
    }

    int number(String path) {
        return at(path).getAsInt();
    }

    byte[] bytes(String path) {
        try {
            return Files.readAllBytes(Paths.get(text(path)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The last thing that a stand-in received. */
    JsonObject lastReceived(String standIn) throws IOException {
        URL url = new URL(text("journal") + "?stand_in=" + standIn);
        try (Reader reader =
                new InputStreamReader(url.openConnection(Proxy.NO_PROXY).getInputStream(), StandardCharsets.UTF_8)) {
            JsonElement records = JsonParser.parseReader(reader);
            return records.getAsJsonArray()
                    .get(records.getAsJsonArray().size() - 1)
                    .getAsJsonObject();
        }
    }

    HttpsClient.Builder client(String host, String address) {
        return HttpsClient.builder()
                .trustEnv(false)
                .verify(Paths.get(text("ca")))
                .resolve(host, address);
    }

    IotPublisher.Builder publisher(String port) {
        return IotPublisher.builder(text("iot/host"))
                .trustEnv(false)
                .port(number("iot/" + port))
                .verify(Paths.get(text("ca")))
                .resolve(text("iot/host"), text("iot/address"));
    }

    Signer.Builder signer() {
        return Signer.builder()
                .accessKeyId(text("aws/access_key_id"))
                .secretAccessKey(text("aws/secret_access_key"))
                .sessionToken(text("aws/session_token"));
    }
}
