import io.sallyport.Renewal;
import io.sallyport.Signer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Credentials that the library fetches. */
final class Renewals {
    private Renewals() {}

    static Map<String, byte[]> refresh(Call call) {
        Map<String, String> env = new LinkedHashMap<>();
        for (String key : call.fields.keySet()) {
            if (key.startsWith("option:env.")) env.put(key.substring("option:env.".length()), call.text(key));
        }
        try (Signer signer = Signer.builder().fromChain(env).build()) {
            Renewal renewal = Runner.async(call) ? Runner.result(signer.refreshAsync()) : signer.refresh();
            Map<String, byte[]> out = new LinkedHashMap<>();
            out.putAll(Wire.fields("access_key_id", renewal.accessKeyId()));
            out.putAll(Wire.fields("expires", renewal.expires() == null ? "" : Long.toString(renewal.expires().getEpochSecond())));
            out.putAll(Wire.fields("source", renewal.source()));
            return out;
        }
    }
}
