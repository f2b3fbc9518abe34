package io.sallyport;

import java.io.Serializable;
import java.util.Arrays;

/** A verified identity. A field that the document lacks is "". Immutable. */
public final class InstanceIdentity implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The members of sally_identity, in order. */
    private final byte[][] spans;

    InstanceIdentity(byte[][] spans) {
        this.spans = spans;
    }

    private String text(int at) {
        return Text.decode(spans[at]);
    }

    /**
     * Returns the signed bytes, the audience included.
     *
     * @return a copy: JSON
     */
    public byte[] raw() {
        return spans[0].clone();
    }

    /**
     * Returns the document.
     *
     * @return the signed bytes as text: JSON
     */
    public String document() {
        return text(0);
    }

    /**
     * Returns the cloud.
     *
     * @return such as "alibaba"
     */
    public String provider() {
        return text(1);
    }

    /**
     * Returns the instance's id.
     *
     * @return such as "i-8vb9b97xf7msxi4k6tgx"
     */
    public String instanceId() {
        return text(2);
    }

    /**
     * Returns the id of the account that owns the instance.
     *
     * @return digits
     */
    public String accountId() {
        return text(3);
    }

    /**
     * Returns the region.
     *
     * @return such as "cn-zhangjiakou"
     */
    public String regionId() {
        return text(4);
    }

    /**
     * Returns the zone.
     *
     * @return such as "cn-zhangjiakou-a"
     */
    public String zoneId() {
        return text(5);
    }

    /**
     * Returns the image that the instance was made from.
     *
     * @return an id, or a name
     */
    public String imageId() {
        return text(6);
    }

    /**
     * Returns the instance's type.
     *
     * @return such as "ecs.g6.large"
     */
    public String instanceType() {
        return text(7);
    }

    /**
     * Returns the private address.
     *
     * @return IPv4
     */
    public String privateIpv4() {
        return text(8);
    }

    /**
     * Returns the address of the network interface.
     *
     * @return six pairs of hex digits
     */
    public String mac() {
        return text(9);
    }

    /**
     * Returns the serial number.
     *
     * @return a UUID
     */
    public String serialNumber() {
        return text(10);
    }

    /**
     * Returns the time at which the instance was made.
     *
     * @return as in the document
     */
    public String createTime() {
        return text(11);
    }

    /**
     * Returns the audience that was signed.
     *
     * @return as in the document
     */
    public String audience() {
        return text(12);
    }

    /**
     * Returns the digest algorithm of the signature.
     *
     * @return such as "sha256"
     */
    public String digestAlgorithm() {
        return text(13);
    }

    /**
     * Returns the SHA-256 of the pinned certificate that the signature belongs to.
     *
     * @return hex
     */
    public String signerFingerprint() {
        return text(14);
    }

    /** Compares all that was verified. */
    @Override
    public boolean equals(Object other) {
        return other instanceof InstanceIdentity && Arrays.deepEquals(spans, ((InstanceIdentity) other).spans);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(spans);
    }

    /** Provider, instance, account and region. */
    @Override
    public String toString() {
        return "InstanceIdentity[" + provider() + " " + instanceId() + " of account " + accountId() + " in "
                + regionId() + "]";
    }
}
