package io.sallyport;

import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * The credentials of a provider of the AWS SDK for Java 2, renewed as there.
 *
 * <pre>{@code
 * Signer.builder().credentials(new AwsSdkCredentials(DefaultCredentialsProvider.create())).build();
 * }</pre>
 */
public final class AwsSdkCredentials implements Supplier<Credentials> {
    private final IdentityProvider<? extends AwsCredentialsIdentity> provider;

    /**
     * Takes the credentials of a provider, which stays the caller's to close.
     *
     * @param provider such as an {@code AwsCredentialsProvider}
     */
    public AwsSdkCredentials(IdentityProvider<? extends AwsCredentialsIdentity> provider) {
        this.provider = Text.given(provider, "provider", ErrorCode.CREDENTIALS_MALFORMED);
    }

    /** Asks the provider. What it throws passes through. */
    @Override
    public Credentials get() {
        AwsCredentialsIdentity identity;
        try {
            identity = provider.resolveIdentity().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException ? (RuntimeException) e.getCause() : e;
        }
        String token = identity instanceof AwsSessionCredentialsIdentity
                ? ((AwsSessionCredentialsIdentity) identity).sessionToken()
                : null;
        return Credentials.of(
                identity.accessKeyId(),
                identity.secretAccessKey(),
                token,
                identity.expirationTime().orElse(null));
    }

    /** The class of the provider. */
    @Override
    public String toString() {
        return "AwsSdkCredentials[" + provider.getClass().getSimpleName() + "]";
    }
}
