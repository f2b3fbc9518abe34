package io.sallyport;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;

/**
 * The private key of a certificate, where it cannot be read: in an HSM, or at a key service. See
 * {@link CredentialsBuilder#certificateKey}.
 */
@FunctionalInterface
public interface CertificateKey {
    /**
     * Signs.
     *
     * @param message what to sign: not its hash
     * @param algorithm "AWS4-X509-RSA-SHA256": RSA with PKCS #1 v1.5 padding and SHA-256; or
     *     "AWS4-X509-ECDSA-SHA256": ECDSA with SHA-256
     * @return the signature; of ECDSA in DER, or r and s one behind the other as PKCS #11 has them
     */
    byte[] sign(byte[] message, String algorithm);

    /**
     * Signs with a key of any provider, such as SunPKCS11: the one that made the key does the work.
     *
     * @param key RSA or EC
     * @return signs by {@link Signature}; what that throws is the cause of a {@link ProviderException}
     */
    static CertificateKey of(PrivateKey key) {
        Text.given(key, "key");
        return (message, algorithm) -> {
            try {
                Signature signature =
                        Signature.getInstance(algorithm.contains("-RSA-") ? "SHA256withRSA" : "SHA256withECDSA");
                signature.initSign(key);
                signature.update(message);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new ProviderException(e);
            }
        };
    }
}
