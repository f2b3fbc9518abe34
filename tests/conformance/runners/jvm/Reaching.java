import io.sallyport.ConnectionBuilder;
import io.sallyport.Signer;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** The options that a client and a publisher share. */
final class Reaching {
    private Reaching() {}

    /** Sets what the call gives. */
    static void options(ConnectionBuilder<?> b, Call call, Function<Call, Signer> signers) {
        b.trustEnv(false);
        if (call.has("client.resolve")) b.resolve(Arrays.asList(call.list("client.resolve")));
        if (call.has("client.retries")) b.retries((int) call.number("option:client.retries"));
        if (call.has("tls.spki_pins")) b.spkiPins(call.list("tls.spki_pins"));
        if (call.has("tls.verify")) b.verify(call.truth("tls.verify"));
        if (call.has("tls.ca_bytes")) b.verify(call.bytes("option:tls.ca_bytes"));
        if (call.has("tls.ca_file")) b.verify(Paths.get(call.option("tls.ca_file")));
        if (call.has("tls.ca_dir")) b.verify(Paths.get(call.option("tls.ca_dir")));
        if (call.has("tls.cert")) b.cert(call.bytes("option:tls.cert"));
        if (call.has("tls.key")) b.key(call.bytes("option:tls.key"));
        if (call.has("tls.cert_file")) b.cert(Paths.get(call.option("tls.cert_file")));
        if (call.has("tls.key_file")) b.key(Paths.get(call.option("tls.key_file")));
        if (call.has("client.proxy")) b.proxy(call.option("client.proxy"));
        for (String key : Arrays.asList("client.allow", "client.alpn", "client.cookies", "client.timeout", "client.connect_timeout", "client.tls_timeout", "client.read_timeout"))
            if (call.has(key)) b.option(key, call.option(key));
        Map<String, String> environment = call.environment();
        if (!environment.isEmpty()) b.trustEnv(true).env(environment);
        call.keys.forEach(b::option);
        if (call.has("client.sign")) b.signer(signers.apply(call));
    }
}
