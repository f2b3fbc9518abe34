package io.sallyport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Says where names are, for Apache HttpClient 5: SNI, the Host header and the certificate check use the name of the
 * URL, the connection goes to the address. Names that have none are asked of DNS. Immutable.
 *
 * <pre>{@code
 * PoolingHttpClientConnectionManagerBuilder.create()
 *         .setDnsResolver(new HttpClient5Resolver().resolve("api.example.com", "203.0.113.7"))
 *         .build();
 * }</pre>
 */
public final class HttpClient5Resolver implements DnsResolver {
    private final Pins pins;
    private final DnsResolver other;

    /** Pins nothing yet; other names are asked of the system. */
    public HttpClient5Resolver() {
        this(SystemDefaultDnsResolver.INSTANCE);
    }

    /**
     * Pins nothing yet.
     *
     * @param other is asked for the names that are not pinned
     */
    public HttpClient5Resolver(DnsResolver other) {
        this(Pins.none(), other);
    }

    private HttpClient5Resolver(Pins pins, DnsResolver other) {
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
    public HttpClient5Resolver resolve(String host, String... addresses) {
        return new HttpClient5Resolver(pins.with(host, addresses), other);
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = pins.of(host);
        return found == null ? other.resolve(host) : found;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return pins.of(host) == null ? other.resolveCanonicalHostname(host) : host;
    }
}
