package io.sallyport;

import java.util.Collection;
import java.util.function.Consumer;

/**
 * Tokens that are signed requests: passwords of databases and caches, bearer tokens of clusters, a login at Vault. No
 * secret is stored for them, and nothing is sent. Each is good for a quarter of an hour from now; make a new one for each
 * new connection. {@link #verifyCaller}, {@link #verifyEks} and {@link #verifyVault} are for the other side: they send a
 * proof that was presented to STS, and say whose it is.
 *
 * <p>Those that make one throw {@link UsageException} for a wrong argument and for a host that does not tell its region, and {@link
 * CredentialsException} if the signer has no credentials. The signer has the scheme "aws4"; its service does not count.
 */
public final class Tokens {
    private Tokens() {}

    /**
     * Makes a bearer token for the Kubernetes API of an EKS cluster, or one with aws-iam-authenticator.
     *
     * @param signer whose role or user the cluster knows
     * @param clusterName name, or id of a local cluster on an Outpost; for aws-iam-authenticator its cluster ID
     * @param region of the cluster
     * @return begins with "k8s-aws-v1."; good for 14 minutes
     */
    public static String eks(Signer signer, String clusterName, String region) {
        return make(signer, "eks", region(region), name(clusterName, "clusterName"));
    }

    /**
     * Makes the password of a database user of RDS or Aurora with IAM authentication.
     *
     * @param signer whose role or user may connect (rds-db:connect)
     * @param hostname of the database, as the certificate has it; it tells the region if the signer has none
     * @param port of the database
     * @param username database user
     * @return the password
     */
    public static String rds(Signer signer, String hostname, int port, String username) {
        return make(
                signer,
                "rds",
                name(hostname, "hostname"),
                user(username),
                call -> call.number(Ops.SIGNER_TOKEN_PORT, port));
    }

    /**
     * Makes the password for an Aurora DSQL cluster.
     *
     * @param signer whose role or user may connect
     * @param hostname the cluster's endpoint; it tells the region if the signer has none
     * @param admin true: for the user admin
     * @return the password
     */
    public static String dsql(Signer signer, String hostname, boolean admin) {
        return make(
                signer, "dsql", name(hostname, "hostname"), call -> call.number(Ops.SIGNER_TOKEN_ADMIN, admin ? 1 : 0));
    }

    /**
     * Makes the password of a user of ElastiCache (Valkey, Redis OSS) with IAM authentication.
     *
     * @param signer whose role or user may connect (elasticache:Connect)
     * @param cacheName the replication group's id, or the serverless cache's name; not its host
     * @param username the user's id, which is its name too
     * @param region of the cache
     * @param serverless true: a serverless cache
     * @return the password
     */
    public static String elasticache(
            Signer signer, String cacheName, String username, String region, boolean serverless) {
        return make(
                signer,
                "elasticache",
                name(cacheName, "cacheName"),
                user(username),
                region(region),
                call -> call.number(Ops.SIGNER_TOKEN_CACHE, serverless ? 1 : 0));
    }

    /**
     * Makes the password of a user of MemoryDB with IAM authentication.
     *
     * @param signer whose role or user may connect (memorydb:connect)
     * @param clusterName the cluster's name; not its host
     * @param username the user's name
     * @param region of the cluster
     * @return the password
     */
    public static String memorydb(Signer signer, String clusterName, String username, String region) {
        return make(signer, "memorydb", name(clusterName, "clusterName"), user(username), region(region));
    }

    /**
     * Makes the token of SASL/OAUTHBEARER for a cluster of MSK with IAM access control.
     *
     * @param signer whose role or user may connect (kafka-cluster:Connect)
     * @param region of the cluster
     * @return the token
     */
    public static String msk(Signer signer, String region) {
        return make(signer, "msk", region(region));
    }

    /**
     * Makes the body of a login at HashiCorp Vault (or OpenBao) with the auth method aws, type iam: JSON that is sent
     * to auth/aws/login. Vault shows it to AWS STS and believes the answer.
     *
     * @param signer whose role or user Vault knows
     * @param role at Vault; null: what the ARN ends with
     * @param serverId value of X-Vault-AWS-IAM-Server-ID, which Vault may demand so that no other server can use the
     *     body; null: none
     * @param region of the STS that Vault asks; null: the global one
     * @return a JSON object
     */
    public static String vault(Signer signer, String role, String serverId, String region) {
        return make(
                signer,
                "vault",
                optional(Ops.SIGNER_TOKEN_ROLE, role, "role"),
                optional(Ops.SIGNER_TOKEN_SERVER, serverId, "serverId"),
                optional(Ops.SIGNER_TOKEN_REGION, region, "region"));
    }

    /**
     * Says whose credentials have signed a request for GetCallerIdentity that somebody has presented as a proof, by
     * sending it to STS. Nothing is sent that is not such a request, to STS: host, action, parameters and headers are
     * on lists of what is allowed, and it was signed in the last 15 minutes. Redirects are not followed. Specification:
     * AWS STS API Reference, "GetCallerIdentity".
     *
     * @param client reaches STS, and has no signer
     * @param method of the request, as it was presented
     * @param url absolute
     * @param headers all of the request
     * @param body null: none
     * @param require headers that must be there with these values, and be signed, so that a proof for somebody else is
     *     not taken, such as X-Vault-AWS-IAM-Server-ID; null: a proof for anybody is
     * @param hosts of STS, in small letters, with a port that is not 443; null: those of AWS in all partitions
     * @return whose it is
     * @throws VerificationException if it is refused, here or by STS
     * @throws NetworkException as {@link HttpsClient#send} does, and so other exceptions of an exchange
     * @throws UsageException for a wrong argument, or if the client was closed
     */
    public static Caller verifyCaller(
            HttpsClient client,
            String method,
            String url,
            Headers headers,
            byte[] body,
            Headers require,
            Collection<String> hosts) {
        RequestVerifier.Incoming incoming = new RequestVerifier.Incoming(method, url, headers);
        byte[] demanded = require == null ? null : RequestVerifier.Incoming.lines(require, "require");
        return ask(
                client,
                Ops.clientVerifyCaller()
                        .text(Ops.CLIENT_VERIFY_CALLER_METHOD, incoming.method)
                        .text(Ops.CLIENT_VERIFY_CALLER_URL, incoming.url)
                        .text(Ops.CLIENT_VERIFY_CALLER_HEADERS, incoming.headers)
                        .text(Ops.CLIENT_VERIFY_CALLER_BODY, body)
                        .text(Ops.CLIENT_VERIFY_CALLER_REQUIRE, demanded)
                        .text(Ops.CLIENT_VERIFY_CALLER_HOSTS, list(hosts)));
    }

    /**
     * Says whose credentials have made a token for the Kubernetes API of an EKS cluster; see {@link #eks}.
     *
     * @param client as for {@link #verifyCaller}
     * @param token that was presented, without "Bearer"
     * @param clusterName of the cluster that it has to be for
     * @param hosts as for {@link #verifyCaller}
     * @return whose it is
     * @throws SallyportException as {@link #verifyCaller} does
     */
    public static Caller verifyEks(HttpsClient client, String token, String clusterName, Collection<String> hosts) {
        return ask(client, presented("eks", token, Text.encode(clusterName, "clusterName"), hosts));
    }

    /**
     * Says whose credentials have made the body of a login at HashiCorp Vault (or OpenBao); see {@link #vault}.
     *
     * @param client as for {@link #verifyCaller}
     * @param login the JSON that was presented; what is for Vault in it, such as the role, is passed over
     * @param serverId value of X-Vault-AWS-IAM-Server-ID that it must have signed; null: it has none
     * @param hosts as for {@link #verifyCaller}
     * @return whose it is
     * @throws SallyportException as {@link #verifyCaller} does
     */
    public static Caller verifyVault(HttpsClient client, String login, String serverId, Collection<String> hosts) {
        return ask(client, presented("vault", login, Text.encodeOptional(serverId, "serverId"), hosts));
    }

    private static Call presented(String kind, String token, byte[] name, Collection<String> hosts) {
        return Ops.clientVerifyToken()
                .text(Ops.CLIENT_VERIFY_TOKEN_KIND, Text.encode(kind, "kind"))
                .text(Ops.CLIENT_VERIFY_TOKEN_TOKEN, Text.encode(token, "token"))
                .text(Ops.CLIENT_VERIFY_TOKEN_NAME, name)
                .text(Ops.CLIENT_VERIFY_TOKEN_HOSTS, list(hosts));
    }

    private static byte[] list(Collection<String> hosts) {
        return hosts == null ? null : Text.encode(String.join(",", hosts), "hosts");
    }

    private static Caller ask(HttpsClient client, Call call) {
        return Log.exchange("GetCallerIdentity", "https://sts", () -> {
            byte[][] results = Text.given(client, "client").await(call);
            Log.exchanges(results[Ops.CALLER_EXCHANGES]);
            return new Caller(results);
        });
    }

    @SafeVarargs
    private static String make(Signer signer, String kind, Consumer<Call>... arguments) {
        Call call = Ops.signerToken().text(Ops.SIGNER_TOKEN_KIND, Text.encode(kind, "kind"));
        for (Consumer<Call> argument : arguments) {
            argument.accept(call);
        }
        return Text.decode(Text.given(signer, "signer").run(call)[Ops.TOKEN_TOKEN]);
    }

    private static Consumer<Call> name(String value, String argument) {
        return given(Ops.SIGNER_TOKEN_NAME, value, argument);
    }

    private static Consumer<Call> user(String value) {
        return given(Ops.SIGNER_TOKEN_USER, value, "username");
    }

    private static Consumer<Call> region(String value) {
        return given(Ops.SIGNER_TOKEN_REGION, value, "region");
    }

    private static Consumer<Call> given(int at, String value, String argument) {
        byte[] text = Text.encode(value, argument);
        return call -> call.text(at, text);
    }

    private static Consumer<Call> optional(int at, String value, String argument) {
        byte[] text = Text.encodeOptional(value, argument);
        return call -> call.text(at, text);
    }
}
