package io.sallyport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Collects where credentials come from: explicit ones, an environment, a profile, botocore's order of them all, or a
 * certificate.
 *
 * @param <B> the builder itself
 */
public abstract class CredentialsBuilder<B extends CredentialsBuilder<B>> extends SigningBuilder<B> {
    /** The access key id, or where it comes from, for people. */
    String source = "";

    /** Null: it is among the options, or none is needed. */
    private CertificateKey key;

    /** Null: nobody is asked for a code. */
    private Function<String, String> code;

    CredentialsBuilder() {}

    /**
     * Sets the access key id.
     *
     * @param id such as "AKIAIOSFODNN7EXAMPLE"
     * @return this
     */
    public B accessKeyId(String id) {
        set("credentials.access_key_id", id, "accessKeyId", ErrorCode.CREDENTIALS_MALFORMED);
        source = id;
        return self();
    }

    /**
     * Sets the secret access key.
     *
     * @param key the secret
     * @return this
     */
    public B secretAccessKey(String key) {
        set("credentials.secret_access_key", key, "secretAccessKey", ErrorCode.CREDENTIALS_MALFORMED);
        return self();
    }

    /**
     * Sets the session token of temporary credentials.
     *
     * @param token null: none
     * @return this
     */
    public B sessionToken(String token) {
        set("credentials.session_token", token, "sessionToken", ErrorCode.CREDENTIALS_MALFORMED);
        return self();
    }

    /**
     * Takes the credentials from what renews them: for a client of the AWS SDK see {@link AwsSdkCredentials}. It is
     * asked now and, if the credentials have an end, again 15 minutes before it, by one thread while the others go
     * on; otherwise for each signature. If it fails, what is still valid serves; then its exception is thrown.
     * Clients and publishers with this signer ask it for each request, and connect anew when there are others.
     *
     * @param source gives the credentials; may be called by any thread that signs, one at a time
     * @return this
     */
    public B credentials(Supplier<Credentials> source) {
        options.source = new CredentialsSource(Text.given(source, "credentials", ErrorCode.CREDENTIALS_MALFORMED));
        this.source = "renewed credentials";
        return self();
    }

    /**
     * Takes the credentials from this process's environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
     * AWS_SESSION_TOKEN, and AWS_REGION or AWS_DEFAULT_REGION.
     *
     * @return this
     */
    public B fromEnv() {
        return from("environment", "the environment", null);
    }

    /**
     * Takes the credentials from an environment.
     *
     * @param env variables by name, in place of the process's
     * @return this
     */
    public B fromEnv(Map<String, String> env) {
        return from("environment", "the environment", Text.given(env, "env"));
    }

    /**
     * Finds the credentials as botocore does: the environment's key pair; a profile's role, web identity, sign-in,
     * key pair or program; the environment's web identity; the container's; the instance's. Files and environment
     * are read by {@code build()}, and nothing is sent: the first signature waits for what comes over the network,
     * and others are fetched ahead of the end while the old ones sign on.
     *
     * @return this
     */
    public B fromChain() {
        return reaching("chain", "the chain", null);
    }

    /**
     * Finds the credentials with an environment.
     *
     * @param env variables by name, in place of the process's
     * @return this
     */
    public B fromChain(Map<String, String> env) {
        return reaching("chain", "the chain", Text.given(env, "env"));
    }

    /**
     * Finds the credentials of Alibaba Cloud: ALIBABA_CLOUD_*, ~/.aliyun/config.json, the RAM role of the ECS
     * instance.
     *
     * @param env variables by name; null: the process's
     * @return this
     */
    public B fromAlibabaChain(Map<String, String> env) {
        return reaching("alibaba", "Alibaba Cloud's chain", env);
    }

    /**
     * Names the profile for {@link #fromChain}; the environment's key pair does not count then.
     *
     * @param name null: AWS_PROFILE, then "default"
     * @return this
     */
    public B profile(String name) {
        options.set("credentials.profile", name);
        return self();
    }

    /**
     * Exchanges the {@link #certificate} for credentials at IAM Roles Anywhere.
     *
     * @param trustAnchorArn who trusts the certificate
     * @param profileArn the profile
     * @param roleArn the role
     * @return this
     */
    public B fromCertificate(String trustAnchorArn, String profileArn, String roleArn) {
        options.set("credentials.trust_anchor_arn", Text.encode(trustAnchorArn, "trustAnchorArn"));
        options.set("credentials.profile_arn", Text.encode(profileArn, "profileArn"));
        options.set("credentials.role_arn", Text.encode(roleArn, "roleArn"));
        return reaching("roles_anywhere", "a certificate", null);
    }

    /**
     * Exchanges a device's {@link #certificate} for credentials at AWS IoT Core.
     *
     * @param endpoint host of the credentials provider
     * @param roleAlias the role alias
     * @param thingName null: none is named
     * @return this
     */
    public B fromIot(String endpoint, String roleAlias, String thingName) {
        options.set("credentials.iot_endpoint", Text.encode(endpoint, "endpoint"));
        options.set("credentials.role_alias", Text.encode(roleAlias, "roleAlias"));
        options.set("credentials.thing_name", thingName);
        return reaching("iot", "a device's certificate", null);
    }

    /**
     * Sets the certificate that is exchanged, with its key. The files are read again when they change.
     *
     * @param chain PEM, leaf first; or PKCS#12 with the key
     * @param key PEM; null: it is in {@code chain}
     * @return this
     */
    public B certificate(Path chain, Path key) {
        options.set("credentials.cert_file", Text.given(chain, "chain").toString());
        options.set("credentials.key_file", key == null ? null : key.toString());
        return self();
    }

    /**
     * Sets the certificate that is exchanged, with its key.
     *
     * @param chain PEM, leaf first; or PKCS#12 with the key
     * @param key PEM; null: it is in {@code chain}
     * @return this
     */
    public B certificate(byte[] chain, byte[] key) {
        options.set("credentials.cert", Text.given(chain, "chain"));
        options.set("credentials.key", key);
        return self();
    }

    /**
     * Sets the key of the {@link #certificate} for {@link #fromCertificate}, if it cannot be read: one of an HSM, by
     * {@link CertificateKey#of}, or a function. It signs once for each session: in {@code build()}, and 15 minutes
     * before the end of one in a thread that uses its credentials. What it throws is thrown there. A client with this
     * signer creates sessions as {@link #reach} says, and not in its own way.
     *
     * @param key RSA or EC; {@code certificate} has no key then
     * @return this
     */
    public B certificateKey(CertificateKey key) {
        this.key = Text.given(key, "key");
        return self();
    }

    /**
     * Says who is asked for the code of an MFA device, if the role of a profile has an {@code mfa_serial}. It gets the
     * name of the device and returns the six digits that it shows; {@code build()} calls it, and 15 minutes before the
     * credentials end a thread that uses them. What it throws is thrown there. A code that AWS STS refuses is not sent
     * again. A client with this signer assumes the role as {@link #reach} says, and not in its own way.
     *
     * @param code a function of the device's name
     * @return this
     */
    public B mfaCode(Function<String, String> code) {
        this.code = Text.given(code, "code");
        return self();
    }

    @Override
    Options options() {
        Options all = super.options();
        if (key != null) {
            Options signing = all.of("sign.");
            signing.source = new CredentialsSource(new CertificateSessions(all, key));
            return signing;
        }
        if (code != null && all.has("credentials.source")) {
            RoleSessions roles = new RoleSessions(all.of(""), code);
            if (!roles.serial().isEmpty()) {
                Options signing = all.of("sign.");
                if (!signing.has("sign.region") && !roles.region.isEmpty()) {
                    signing.set("sign.region", roles.region);
                }
                signing.source = new CredentialsSource(roles);
                return signing;
            }
        }
        return all;
    }

    /**
     * Sets the password of the certificate's key.
     *
     * @param password of an encrypted key or a PKCS#12 file
     * @return this
     */
    public B keyPassword(String password) {
        options.set("credentials.key_password", password);
        return self();
    }

    /**
     * Sets the lifetime to ask IAM Roles Anywhere for.
     *
     * @param lifetime whole seconds; default: an hour
     * @return this
     */
    public B duration(Duration lifetime) {
        options.set("credentials.duration", Text.seconds(lifetime, "lifetime"));
        return self();
    }

    /**
     * Names the session at IAM Roles Anywhere.
     *
     * @param name default: the certificate's serial number
     * @return this
     */
    public B sessionName(String name) {
        options.set("credentials.session_name", name);
        return self();
    }

    /**
     * Says how sources of credentials are reached: resolve, verify, proxy, timeouts. A client with this signer
     * reaches them in its own way.
     *
     * @param connection such as {@code HttpsClient.builder().resolve(...)}
     * @return this
     */
    public B reach(ConnectionBuilder<?> connection) {
        options.addAll(Text.given(connection, "connection").options());
        return self();
    }

    private B reaching(String kind, String description, Map<String, String> env) {
        Environment.all(env, options);
        options.set("credentials.source", kind);
        source = description;
        return self();
    }

    /**
     * Takes the credentials from an AWS profile. The files are read once, by {@code build()}. What a profile's role,
     * sign-in or program gives is fetched as {@link #fromChain()} says.
     *
     * @param name null: AWS_PROFILE, then "default"
     * @return this
     */
    public B fromProfile(String name) {
        options.set("credentials.profile", name);
        return reaching("profile", "profile " + (name == null ? "(default)" : name), null);
    }

    private B from(String kind, String description, Map<String, String> env) {
        Environment.aws(env, options);
        options.set("credentials.source", kind);
        source = description;
        return self();
    }

    /**
     * Names the config file for {@link #fromProfile}.
     *
     * @param file default: AWS_CONFIG_FILE, then ~/.aws/config
     * @return this
     */
    public B configFile(Path file) {
        options.set("credentials.config_file", Text.given(file, "configFile").toString());
        return self();
    }

    /**
     * Names the credentials file for {@link #fromProfile}.
     *
     * @param file default: AWS_SHARED_CREDENTIALS_FILE, then ~/.aws/credentials
     * @return this
     */
    public B credentialsFile(Path file) {
        options.set(
                "credentials.credentials_file",
                Text.given(file, "credentialsFile").toString());
        return self();
    }
}
