package io.sallyport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Names with the addresses that they are given. Immutable. */
final class Pins {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final Map<String, InetAddress[]> addresses;

    private Pins(Map<String, InetAddress[]> addresses) {
        this.addresses = addresses;
    }

    static Pins none() {
        return new Pins(new HashMap<>());
    }

    /** These and one more. */
    Pins with(String host, String... given) {
        if (host == null || host.isEmpty() || given == null || given.length == 0) {
            throw malformed("resolve: a host and at least one address are needed");
        }
        InetAddress[] parsed = new InetAddress[given.length];
        for (int i = 0; i < given.length; i++) {
            parsed[i] = parse(host, given[i]);
        }
        Map<String, InetAddress[]> more = new HashMap<>(addresses);
        more.put(key(host), parsed);
        return new Pins(more);
    }

    /** Null if the name has none. */
    InetAddress[] of(String host) {
        InetAddress[] found = addresses.get(key(host));
        return found == null ? null : found.clone();
    }

    private static String key(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** A literal only: no DNS is asked. The address keeps the host's name, which failures show. */
    private static InetAddress parse(String host, String literal) {
        try {
            boolean v6 = literal != null && literal.indexOf(':') >= 0;
            if (v6 || literal != null && IPV4.matcher(literal).matches()) {
                String bracketed = v6 && !literal.startsWith("[") ? "[" + literal + "]" : literal;
                return InetAddress.getByAddress(
                        host, InetAddress.getByName(bracketed).getAddress());
            }
        } catch (UnknownHostException e) {
            // as below
        }
        throw malformed("resolve: the address of " + host + " is no IPv4 or IPv6 address: " + literal);
    }

    private static SallyportException malformed(String message) {
        return SallyportException.of(ErrorCode.RESOLVE_MALFORMED, message);
    }
}
