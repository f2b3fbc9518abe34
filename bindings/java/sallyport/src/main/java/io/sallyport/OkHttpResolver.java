package io.sallyport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import okhttp3.Dns;

/**
 * Says where names are, for OkHttp: SNI, the Host header and the certificate check use the name of the URL, the
 * connection goes to the address. Names that have none are asked of DNS. Immutable.
 *
 * <pre>{@code
 * new OkHttpClient.Builder().dns(new OkHttpResolver().resolve("api.example.com", "203.0.113.7")).build();
 * }</pre>
 *
 * <p>With a proxy OkHttp leaves the look-up to it, and looks the proxy itself up here.
 */
public final class OkHttpResolver implements Dns {
    private final Pins pins;
    private final Dns other;

    /** Pins nothing yet; other names are asked of the system. */
    public OkHttpResolver() {
        this(Dns.SYSTEM);
    }

    /**
     * Pins nothing yet.
     *
     * @param other is asked for the names that are not pinned
     */
    public OkHttpResolver(Dns other) {
        this(Pins.none(), other);
    }

    private OkHttpResolver(Pins pins, Dns other) {
        this.pins = pins;
        this.other = other;
    }

    /**
     * Pins a name.
     *
     * @param host without port
     * @param addresses IPv4 or IPv6, tried in turn; at least one
     * @return a resolver that has this pin too
     * @throws UsageException (RESOLVE_MALFORMED) without address, or for one that is none
     */
    public OkHttpResolver resolve(String host, String... addresses) {
        return new OkHttpResolver(pins.with(host, addresses), other);
    }

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        InetAddress[] found = pins.of(hostname);
        return found == null ? other.lookup(hostname) : Arrays.asList(found);
    }
}
