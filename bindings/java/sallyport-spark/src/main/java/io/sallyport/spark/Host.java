package io.sallyport.spark;

import io.sallyport.ConnectionBuilder;
import io.sallyport.HttpsClient;
import io.sallyport.IdentityVerifier;
import io.sallyport.IotPublisher;
import io.sallyport.Signer;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The native objects of this JVM for one configuration, each made when it is first needed and kept. */
final class Host {
    /** Those that were asked for last: sessions may set new options for each query of a long-lived executor. */
    static final Map<Settings, Host> HOSTS =
            Collections.synchronizedMap(new LinkedHashMap<Settings, Host>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Settings, Host> eldest) {
                    return size() > MOST;
                }
            });

    static final int MOST = 64;

    /** Files of credentials are written anew while a job runs. What was made from them is kept for so long. */
    static final long MAX_AGE = TimeUnit.MINUTES.toNanos(5);

    private final Settings settings;
    private final boolean ages;
    private final LongSupplier clock;
    private final long made;
    private volatile Signer signer;
    private volatile HttpsClient client;
    private volatile IotPublisher publisher;
    private volatile IdentityVerifier verifier;

    Host(Settings settings, LongSupplier clock) {
        this.settings = settings;
        this.clock = clock;
        ages = settings.get("credentials.source", "environment").equals("profile");
        made = clock.getAsLong();
    }

    /**
     * The one for a configuration. Nobody closes what an old one, or one too many, has made: a task may be about to use
     * it. It is freed after garbage collection.
     */
    static Host of(Settings settings) {
        return HOSTS.compute(
                settings, (key, host) -> host == null || host.isOld() ? new Host(key, System::nanoTime) : host);
    }

    boolean isOld() {
        return ages && clock.getAsLong() - made >= MAX_AGE;
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
        } else if (source.equals("chain")) {
            builder.fromChain().profile(settings.get("credentials.profile", null));
        } else if (source.equals("alibaba")) {
            builder.fromAlibabaChain(null).profile(settings.get("credentials.profile", null));
        } else {
            throw new IllegalArgumentException(Settings.PREFIX
                    + "credentials.source must be environment, profile, chain or alibaba, not \"" + source + "\"");
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
        if (settings.get("client.sign", "false").equals("true")) {
            builder.signer(signer());
        }
        settings.under("client.", "tls.").forEach(builder::option);
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
