package io.sallyport;

import java.io.Serializable;
import java.util.Arrays;

/** A verified identity. A field that the document lacks is "". Immutable. */
public final class InstanceIdentity implements Serializable {
    private static final long serialVersionUID = 1L;

    /** By the names Ops.IDENTITY_... */
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
        return spans[Ops.IDENTITY_RAW].clone();
    }

    /**
     * Returns the document.
     *
     * @return the signed bytes as text: JSON
     */
    public String document() {
        return text(Ops.IDENTITY_RAW);
    }

    /**
     * Returns the cloud.
     *
     * @return such as "alibaba"
     */
    public String provider() {
        return text(Ops.IDENTITY_PROVIDER);
    }

    /**
     * Returns the instance's id.
     *
     * @return such as "i-8vb9b97xf7msxi4k6tgx"
     */
    public String instanceId() {
        return text(Ops.IDENTITY_INSTANCE_ID);
    }

    /**
     * Returns the id of the account that owns the instance.
     *
     * @return digits
     */
    public String accountId() {
        return text(Ops.IDENTITY_ACCOUNT_ID);
    }

    /**
     * Returns the region.
     *
     * @return such as "cn-zhangjiakou"
     */
    public String regionId() {
        return text(Ops.IDENTITY_REGION_ID);
    }

    /**
     * Returns the zone.
     *
     * @return such as "cn-zhangjiakou-a"
     */
    public String zoneId() {
        return text(Ops.IDENTITY_ZONE_ID);
    }

    /**
     * Returns the image that the instance was made from.
     *
     * @return an id, or a name
     */
    public String imageId() {
        return text(Ops.IDENTITY_IMAGE_ID);
    }

    /**
     * Returns the instance's type.
     *
     * @return such as "ecs.g6.large"
     */
    public String instanceType() {
        return text(Ops.IDENTITY_INSTANCE_TYPE);
    }

    /**
     * Returns the private address.
     *
     * @return IPv4
     */
    public String privateIpv4() {
        return text(Ops.IDENTITY_PRIVATE_IPV4);
    }

    /**
     * Returns the address of the network interface.
     *
     * @return six pairs of hex digits
     */
    public String mac() {
        return text(Ops.IDENTITY_MAC);
    }

    /**
     * Returns the serial number.
     *
     * @return a UUID
     */
    public String serialNumber() {
        return text(Ops.IDENTITY_SERIAL_NUMBER);
    }

    /**
     * Returns the time at which the instance was made.
     *
     * @return as in the document
     */
    public String createTime() {
        return text(Ops.IDENTITY_CREATE_TIME);
    }

    /**
     * Returns the audience that was signed.
     *
     * @return as in the document
     */
    public String audience() {
        return text(Ops.IDENTITY_AUDIENCE);
    }

    /**
     * Returns the digest algorithm of the signature.
     *
     * @return such as "sha256"
     */
    public String digestAlgorithm() {
        return text(Ops.IDENTITY_DIGEST_ALGORITHM);
    }

    /**
     * Returns the SHA-256 of the pinned certificate that the signature belongs to.
     *
     * @return hex
     */
    public String signerFingerprint() {
        return text(Ops.IDENTITY_SIGNER_FINGERPRINT);
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
