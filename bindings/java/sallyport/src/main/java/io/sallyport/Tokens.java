package io.sallyport;

import java.util.function.Consumer;

/**
 * Tokens that are signed requests: passwords of databases and caches, bearer tokens of clusters, a login at Vault. No
 * secret is stored for them, and nothing is sent. Each is good for a quarter of an hour from now; make a new one for each
 * new connection.
 *
 * <p>All throw {@link UsageException} for a wrong argument and for a host that does not tell its region, and {@link
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
