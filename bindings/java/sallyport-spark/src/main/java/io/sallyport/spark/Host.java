package io.sallyport.spark;

import io.sallyport.ConnectionBuilder;
import io.sallyport.HttpsClient;
import io.sallyport.IdentityVerifier;
import io.sallyport.IotPublisher;
import io.sallyport.Signer;
import java.nio.file.Paths;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The native objects of this JVM for one configuration, each made when it is first needed and kept. */
final class Host {
    private static final Map<Settings, Host> HOSTS = new ConcurrentHashMap<>();

    private final Settings settings;
    private volatile Signer signer;
    private volatile HttpsClient client;
    private volatile IotPublisher publisher;
    private volatile IdentityVerifier verifier;

    private Host(Settings settings) {
        this.settings = settings;
    }

    static Host of(Settings settings) {
        return HOSTS.computeIfAbsent(settings, Host::new);
    }

    /** After a failure inside the library: the next task starts with new objects. */
    void forget() {
        HOSTS.remove(settings, this);
    }

    Signer signer() {
        Signer made = signer;
        return made != null ? made : make(() -> signer == null ? signer = newSigner() : signer);
    }

    HttpsClient client() {
        HttpsClient made = client;
        return made != null ? made : make(() -> client == null ? client = newClient() : client);
    }

    IotPublisher publisher() {
        IotPublisher made = publisher;
        return made != null ? made : make(() -> publisher == null ? publisher = newPublisher() : publisher);
    }

    IdentityVerifier verifier() {
        IdentityVerifier made = verifier;
        return made != null ? made : make(() -> verifier == null ? verifier = newVerifier() : verifier);
    }

    /** A configuration that cannot work is no fault of a row: the task fails and says why. */
    private synchronized <T> T make(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "Sallyport cannot be set up on this executor from " + Settings.PREFIX + "* and its environment: "
                            + e.getMessage(),
                    e);
        }
    }

    private Signer newSigner() {
        Signer.Builder builder = Signer.builder();
        String source = settings.get("credentials.source", "environment");
        if (source.equals("environment")) {
            builder.fromEnv();
        } else if (source.equals("profile")) {
            builder.fromProfile(settings.get("credentials.profile", null));
        } else {
            throw new IllegalArgumentException(
                    Settings.PREFIX + "credentials.source must be environment or profile, not \"" + source + "\"");
        }
        settings.under("credentials.config_file", "credentials.credentials_file", "sign.")
                .forEach(builder::option);
        return builder.build();
    }

    private HttpsClient newClient() {
        HttpsClient.Builder builder = HttpsClient.builder();
        connect(builder);
        return builder.build();
    }

    private IotPublisher newPublisher() {
        String endpoint = settings.get("iot.endpoint", null);
        if (endpoint == null) {
            throw new IllegalArgumentException(Settings.PREFIX + "iot.endpoint is not set");
        }
        IotPublisher.Builder builder = IotPublisher.builder(endpoint);
        settings.under("iot.").forEach(builder::option);
        connect(builder);
        return builder.build();
    }

    private void connect(ConnectionBuilder<?> builder) {
        settings.under("client.", "tls.").forEach((key, value) -> {
            switch (key) { // an explicit choice of these keeps the environment's out
                case "client.sign":
                    if (Boolean.parseBoolean(value)) {
                        builder.signer(signer());
                    }
                    break;
                case "client.proxy":
                    builder.proxy(value);
                    break;
                case "tls.ca_file":
                case "tls.ca_dir":
                    builder.verify(Paths.get(value));
                    break;
                case "tls.ca_bytes":
                    builder.verify(value);
                    break;
                default:
                    builder.option(key, value);
            }
        });
    }

    private IdentityVerifier newVerifier() {
        IdentityVerifier.Builder builder = IdentityVerifier.builder();
        settings.under("identity.").forEach((key, value) -> {
            if (key.equals("identity.certificates") && !value.contains("-----BEGIN ")) {
                builder.certificates(Paths.get(value));
            } else {
                builder.option(key, value);
            }
        });
        return builder.build();
    }
}
