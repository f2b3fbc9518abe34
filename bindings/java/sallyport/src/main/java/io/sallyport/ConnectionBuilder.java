package io.sallyport;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The options that say how a server is reached and trusted.
 *
 * @param <B> the builder itself
 */
public abstract class ConnectionBuilder<B extends ConnectionBuilder<B>> extends OptionsBuilder<B> {
    private final List<String> resolve = new ArrayList<>();
    private Options trust = new Options();
    private Options cert = new Options();
    private Options key;
    private byte[] certPem;
    private boolean trustEnv = true;
    private boolean explicitTrust;
    private boolean explicitProxy;
    private Map<String, String> env;
    private Signer signer;

    ConnectionBuilder() {}

    /**
     * Says where a name is: SNI, the Host header and the certificate check use the name, the connection goes to the
     * address, and no DNS is asked.
     *
     * @param host "host", for any port, or "host:port"
     * @param addresses IPv4 or IPv6, tried in turn; at least one
     * @return this
     * @throws UsageException (RESOLVE_MALFORMED) without address
     */
    public B resolve(String host, String... addresses) {
        Text.given(host, "a host in resolve", ErrorCode.RESOLVE_MALFORMED);
        if (Text.given(addresses, "the addresses of " + Text.show(host)).length == 0) {
            throw SallyportException.of(ErrorCode.RESOLVE_MALFORMED, "resolve: " + Text.show(host) + " has no address");
        }
        StringBuilder entry = new StringBuilder(host);
        if (host.lastIndexOf(':') <= 0 || host.endsWith("]")) { // no port, or an IPv6 literal
            entry.append(":*");
        }
        char separator = ':';
        for (String address : addresses) {
            Text.given(address, "an address of " + Text.show(host), ErrorCode.RESOLVE_MALFORMED);
            boolean bare = address.indexOf(':') >= 0 && !address.startsWith("[");
            entry.append(separator).append(bare ? "[" + address + "]" : address);
            separator = ',';
        }
        resolve.add(entry.toString());
        return self();
    }

    /**
     * Says where names are, in curl's words.
     *
     * @param entries "host:port:addr[,addr]"; * as port means any
     * @return this
     */
    public B resolve(Collection<String> entries) {
        resolve.addAll(Text.given(entries, "resolve"));
        return self();
    }

    /**
     * Says whether the server's certificate is verified.
     *
     * @param verify false accepts any certificate, which is insecure; true, the default: against REQUESTS_CA_BUNDLE,
     *     CURL_CA_BUNDLE, or SSL_CERT_FILE and SSL_CERT_DIR if they are set, then the system's roots, then Mozilla's,
     *     which the library carries
     * @return this
     */
    public B verify(boolean verify) {
        return trust(!verify, "tls.verify", Text.encode(Boolean.toString(verify), "verify"));
    }

    /**
     * Verifies the server's certificate against own roots only.
     *
     * @param roots a file or directory of CA certificates
     * @return this
     */
    public B verify(Path roots) {
        String option = Files.isDirectory(Text.given(roots, "verify")) ? "tls.ca_dir" : "tls.ca_file";
        return trust(true, option, Text.encode(roots.toString(), "verify"));
    }

    /**
     * Verifies the server's certificate against own roots only, or trusts the server's key itself.
     *
     * @param roots a file or directory of CA certificates, or PEM; or pins as curl writes them, "sha256//...;sha256//...",
     *     one of which is the server's key: then its names, dates and issuer do not matter
     * @return this
     */
    public B verify(String roots) {
        if (Text.given(roots, "verify").startsWith("sha256//")) {
            trust(true, "tls.verify", Text.encode("false", "verify"));
            trust.setList("tls.spki_pins", Arrays.asList(roots.split(";")));
            return self();
        }
        return isPem(roots, "verify") ? verify(Text.encode(roots, "verify")) : verify(path(roots, "verify"));
    }

    /**
     * Verifies the server's certificate against own roots only.
     *
     * @param roots CA certificates, PEM or DER
     * @return this
     */
    public B verify(byte[] roots) {
        return trust(true, "tls.ca_bytes", Text.given(roots, "verify"));
    }

    /** The last call of verify counts. */
    private B trust(boolean explicit, String option, byte[] value) {
        trust = new Options();
        trust.set(option, notEmpty(value, "verify"));
        explicitTrust = explicit;
        return self();
    }

    /**
     * Sets the client certificate.
     *
     * @param chain a PEM file with the certificate, leaf first, and the key unless {@link #key(Path)} names it; or a
     *     PKCS#12 file with both, see {@link #keyPassword(String)}
     * @return this
     */
    public B cert(Path chain) {
        return cert("tls.cert_file", Text.encode(Text.given(chain, "cert").toString(), "cert"), null);
    }

    /**
     * Sets the client certificate.
     *
     * @param chain a PEM file, or PEM
     * @return this
     */
    public B cert(String chain) {
        return isPem(chain, "cert") ? cert(Text.encode(chain, "cert")) : cert(path(chain, "cert"));
    }

    /**
     * Sets the client certificate.
     *
     * @param chain PEM: the certificate, leaf first, and the key unless it is given as {@code key}; or PKCS#12
     * @return this
     */
    public B cert(byte[] chain) {
        return cert("tls.cert", Text.given(chain, "cert"), chain);
    }

    private B cert(String option, byte[] value, byte[] pem) {
        cert = new Options();
        cert.set(option, notEmpty(value, "cert"));
        certPem = pem;
        return self();
    }

    /**
     * Sets the private key of the client certificate.
     *
     * @param key a PEM file
     * @return this
     */
    public B key(Path key) {
        return key("tls.key_file", Text.encode(Text.given(key, "key").toString(), "key"));
    }

    /**
     * Sets the private key of the client certificate.
     *
     * @param key a PEM file, or PEM
     * @return this
     */
    public B key(String key) {
        return isPem(key, "key") ? key(Text.encode(key, "key")) : key(path(key, "key"));
    }

    /**
     * Sets the private key of the client certificate.
     *
     * @param key PEM
     * @return this
     */
    public B key(byte[] key) {
        return key("tls.key", Text.given(key, "key"));
    }

    private B key(String option, byte[] value) {
        key = new Options();
        key.set(option, notEmpty(value, "key"));
        return self();
    }

    /**
     * Sets the password of an encrypted private key, or of a PKCS#12 file given as {@link #cert(Path)}.
     *
     * @param password the password
     * @return this
     */
    public B keyPassword(String password) {
        options.set("tls.key_password", notEmpty(Text.encode(password, "keyPassword"), "keyPassword"));
        return self();
    }

    /** What is empty, such as the text of an unset variable, must not stand for a default. */
    private static byte[] notEmpty(byte[] value, String argument) {
        for (byte b : value) {
            if (b > ' ' || b < 0) {
                return value;
            }
        }
        throw SallyportException.usage(argument + " is empty; leave it out for the default");
    }

    private static boolean isPem(String value, String argument) {
        return Text.given(value, argument).contains("-----BEGIN ");
    }

    private static Path path(String value, String argument) {
        try {
            return Paths.get(value);
        } catch (InvalidPathException e) {
            throw SallyportException.usage(argument + " is not a path: " + e.getReason());
        }
    }

    /**
     * Limits a call from its start to the last byte of the body.
     *
     * @param limit more than 0; default 60 seconds
     * @return this
     */
    public B timeout(Duration limit) {
        options.set("client.timeout", Text.milliseconds(limit, "timeout"));
        return self();
    }

    /**
     * Limits one TCP connection, and one TLS handshake.
     *
     * @param limit more than 0; default 10 seconds
     * @return this
     */
    public B connectTimeout(Duration limit) {
        long milliseconds = Text.milliseconds(limit, "connectTimeout");
        options.set("client.connect_timeout", milliseconds);
        options.set("client.tls_timeout", milliseconds);
        return self();
    }

    /**
     * Limits the silence of the server.
     *
     * @param limit more than 0; default 30 seconds
     * @return this
     */
    public B readTimeout(Duration limit) {
        options.set("client.read_timeout", Text.milliseconds(limit, "readTimeout"));
        return self();
    }

    /**
     * Sets how often a request is repeated after a failure that makes that safe.
     *
     * @param count default 2
     * @return this
     */
    public B retries(int count) {
        options.set("client.retries", count);
        return self();
    }

    /**
     * Sets public keys of which one must be in the server's chain.
     *
     * @param pins curl's words: "sha256//BASE64"; at least one
     * @return this
     * @throws UsageException without pin
     */
    public B spkiPins(String... pins) {
        if (Text.given(pins, "spkiPins").length == 0) {
            throw SallyportException.usage("spkiPins is empty; leave it out to pin nothing");
        }
        options.setList("tls.spki_pins", Arrays.asList(pins));
        return self();
    }

    /**
     * Signs every request with the credentials of a signer, which may be closed after {@code build()}.
     *
     * @param signer null: none
     * @return this
     */
    public B signer(Signer signer) {
        this.signer = signer;
        return self();
    }

    /**
     * Uses a proxy.
     *
     * @param url "http://[user:password@]host:port"; default: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY of the
     *     environment
     * @return this
     */
    public B proxy(String url) {
        options.set("client.proxy", Text.encode(url, "proxy"));
        explicitProxy = true;
        return self();
    }

    /**
     * Uses no proxy, whatever the environment says.
     *
     * @return this
     */
    public B noProxy() {
        return proxy("none");
    }

    /**
     * Says whether the environment counts. It is read once, by {@code build()}; what is given here wins over it.
     *
     * @param trust false: its proxies and roots are ignored; default true
     * @return this
     */
    public B trustEnv(boolean trust) {
        trustEnv = trust;
        return self();
    }

    /**
     * Gives the environment.
     *
     * @param variables by name, in place of the process's
     * @return this
     */
    public B env(Map<String, String> variables) {
        env = Text.given(variables, "env");
        return self();
    }

    /** Everything that was given, and the environment as it is now. */
    @Override
    Options options() {
        if (trust.has("tls.spki_pins") && options.has("tls.spki_pins")) {
            throw SallyportException.usage("verify is a pin; give either that or spkiPins");
        }
        Options all = new Options();
        if (signer != null) {
            all.addAll(signer.options().ofCredentials());
            all.set("client.sign", true);
        }
        if (trustEnv) {
            Map<String, String> variables = env == null ? System.getenv() : env;
            if (!explicitProxy) {
                Environment.proxy(variables, all);
            }
            if (!explicitTrust) {
                Environment.trust(variables, all);
            }
        }
        all.addAll(options);
        all.addAll(trust);
        all.addAll(cert);
        if (key != null) {
            all.addAll(key);
        } else {
            all.set("tls.key", certPem); // one PEM text holds both
        }
        all.setList("client.resolve", resolve.isEmpty() ? null : resolve, ErrorCode.RESOLVE_MALFORMED);
        return all;
    }
}
