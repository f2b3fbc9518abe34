package io.sallyport;

import java.io.Serializable;

/**
 * For which service and region requests to a host are signed, as a {@link Signer} finds out that was told neither.
 * Immutable.
 *
 * <p>Specification: the table of AWS's services that the library carries; see {@code core/endpoint}.
 */
public final class Endpoint implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String service;
    private final String region;

    private Endpoint(byte[][] results) {
        service = Text.decode(results[Ops.SCOPE_SERVICE]);
        region = Text.decode(results[Ops.SCOPE_REGION]);
    }

    /**
     * Looks a host up.
     *
     * @param host such as "data-ats.iot.eu-west-1.amazonaws.com"; may carry a port
     * @return what is known of it
     * @throws UsageException as {@link #lookup(String, String)} does
     */
    public static Endpoint lookup(String host) {
        return lookup(host, null);
    }

    /**
     * Looks a host up.
     *
     * @param host such as "autoscaling.eu-west-1.amazonaws.com"; may carry a port
     * @param target value of the header X-Amz-Target, which names the service beyond doubt; null: none
     * @return what is known of it
     * @throws UsageException (INVALID_ARGUMENT) for a text that is no UTF-8, and for null as host
     * @throws InternalException if the native library cannot be loaded
     */
    public static Endpoint lookup(String host, String target) {
        return new Endpoint(Ops.endpointLookup()
                .text(Ops.ENDPOINT_LOOKUP_HOST, Text.encode(host, "host"))
                .text(Ops.ENDPOINT_LOOKUP_TARGET, Text.encodeOptional(target, "target"))
                .run());
    }

    /**
     * Returns the signing name.
     *
     * @return such as "iotdata"; "" if it cannot be known
     */
    public String service() {
        return service;
    }

    /**
     * Returns the region.
     *
     * @return such as "eu-west-1"; "" if it cannot be known
     */
    public String region() {
        return region;
    }

    /** Service and region. */
    @Override
    public String toString() {
        return "Endpoint[" + service + " in " + region + "]";
    }
}
