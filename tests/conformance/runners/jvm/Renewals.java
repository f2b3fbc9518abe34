import io.sallyport.CertificateKey;
import io.sallyport.EventMessage;
import io.sallyport.Renewal;
import io.sallyport.Signer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.nio.file.Paths;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Credentials that the library fetches. */
final class Renewals {
    private Renewals() {}

    static Map<String, byte[]> refresh(Call call) {
        Map<String, String> env = new LinkedHashMap<>();
        for (String key : call.fields.keySet()) {
            if (key.startsWith("option:env.")) env.put(key.substring("option:env.".length()), call.text(key));
        }
        Logger logger = Logger.getLogger("sallyport");
        StringBuilder lines = new StringBuilder();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.append(record.getMessage()).append('\n');
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.FINE);
        logger.addHandler(handler);
        try (Signer signer = Signer.builder().fromChain(env).build()) {
            Renewal renewal = Runner.async(call) ? Runner.result(signer.refreshAsync()) : signer.refresh();
            Map<String, byte[]> out = new LinkedHashMap<>();
            out.putAll(Wire.fields("access_key_id", renewal.accessKeyId()));
            out.putAll(Wire.fields("expires", renewal.expires() == null ? "" : Long.toString(renewal.expires().getEpochSecond())));
            out.putAll(Wire.fields("source", renewal.source()));
            signer.refresh(); // which also has the lines of what did not wait
            out.putAll(Wire.fields("log", lines.toString()));
            return out;
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(null);
        }
    }

    static Map<String, byte[]> session(Call call) {
        byte[] der = Base64.getMimeDecoder().decode(call.text("key").replaceAll("-----[^-]*-----", ""));
        boolean rsa = der.length > 1000;
        PrivateKey key;
        try {
            key = KeyFactory.getInstance(rsa ? "RSA" : "EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
        try (Signer signer = Signer.builder()
                .option("env.AWS_ENDPOINT_URL_ROLESANYWHERE", call.text("option:env.AWS_ENDPOINT_URL_ROLESANYWHERE"))
                .certificate(call.fields.get("option:credentials.cert"), null)
                .certificateKey(CertificateKey.of(key))
                .fromCertificate(
                        call.text("option:credentials.trust_anchor_arn"),
                        call.text("option:credentials.profile_arn"),
                        call.text("option:credentials.role_arn"))
                .build()) {
            return Wire.fields("access_key_id", signer.refresh().accessKeyId());
        }
    }

    static Map<String, byte[]> role(Call call) {
        String[] serial = {null};
        try (Signer signer = Signer.builder()
                .service("s3")
                .option("env.AWS_ENDPOINT_URL_STS", call.text("option:env.AWS_ENDPOINT_URL_STS"))
                .fromProfile(null)
                .configFile(Paths.get(call.text("option:credentials.config_file")))
                .mfaCode(device -> {
                    serial[0] = device;
                    return call.text("code");
                })
                .build()) {
            Map<String, byte[]> out = new LinkedHashMap<>();
            out.putAll(Wire.fields("access_key_id", signer.refresh().accessKeyId()));
            out.putAll(Wire.fields("serial", serial[0]));
            String scope = signer.sign("GET", "https://bucket.example/").headers().get("Authorization");
            out.putAll(Wire.fields("region", scope.split("/")[2]));
            return out;
        }
    }

    static Map<String, byte[]> eventEncode(Call call) {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (String line : call.text("headers").split("\n")) {
            String[] parts = line.split("\t");
            if (parts.length == 3) headers.put(parts[1], Integer.valueOf(parts[2])); // the vectors have no other
        }
        return Collections.singletonMap("message", EventMessage.of(headers, call.bytes("payload")).encode());
    }

    static Map<String, byte[]> eventDecode(Call call) {
        EventMessage message = EventMessage.decode(call.bytes("data"));
        StringBuilder lines = new StringBuilder();
        message.headers().forEach((name, value) -> lines.append("int\t" + name + "\t" + value + "\n"));
        Map<String, byte[]> out = new LinkedHashMap<>(Wire.fields("headers", lines.toString()));
        out.put("payload", message.payload());
        return out;
    }
}
