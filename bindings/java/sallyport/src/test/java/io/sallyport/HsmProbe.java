package io.sallyport;

import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;

/** Signs with credentials for each certificate of a PKCS#11 token, and prints the Authorization headers. */
final class HsmProbe {
    private HsmProbe() {}

    /** arguments: the configuration of SunPKCS11, the PIN, the URL of IAM Roles Anywhere. */
    public static void main(String[] arguments) throws Exception {
        Provider provider = (Provider) Provider.class // Java 9 and later
                .getMethod("configure", String.class)
                .invoke(Security.getProvider("SunPKCS11"), arguments[0]);
        Security.addProvider(provider); // by which Signature finds it
        KeyStore token = KeyStore.getInstance("PKCS11", provider);
        token.load(null, arguments[1].toCharArray());
        for (String alias : new String[] {"rsa", "ec"}) {
            PrivateKey key = (PrivateKey) token.getKey(alias, null);
            if (key.getEncoded() != null) {
                throw new AssertionError("the key can be read");
            }
            try (Signer signer = CertificateKeyTest.builder(arguments[2])
                    .certificate(token.getCertificate(alias).getEncoded(), null)
                    .certificateKey(CertificateKey.of(key))
                    .build()) {
                System.out.println(signer.sign("GET", Examples.URL).headers().get("Authorization"));
            }
        }
    }
}
