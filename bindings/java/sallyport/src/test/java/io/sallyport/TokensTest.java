package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Tokens are the presigned URLs that their guides describe, at the time that stands in them. */
final class TokensTest {
    private static final Pattern DATE = Pattern.compile("[=\":\\[]+(\\d{8}T\\d{6}Z)");

    private static Signer signer(String service, String region) {
        return Examples.signer().service(service).region(region).build();
    }

    private static Instant date(String token) {
        Matcher found = DATE.matcher(token);
        assertTrue(found.find(), token);
        return LocalDateTime.parse(found.group(1), DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"))
                .toInstant(ZoneOffset.UTC);
    }

    private static void same(String token, String service, String url, Duration expires, String... header) {
        Request.Builder request = Request.builder("GET", url).time(date(token));
        for (int i = 0; i < header.length; i += 2) {
            request.header(header[i], header[i + 1]);
        }
        try (Signer signer = signer(service, "eu-west-1")) {
            assertEquals(signer.presign(request.build(), expires).url(), token);
        }
    }

    private static String decoded(String base64) {
        return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.US_ASCII);
    }

    private final Lab lab = Lab.start();
    private final List<String> hosts =
            Collections.singletonList(lab.text("aws/sts_host") + ":" + lab.number("aws/port"));

    private HttpsClient client() {
        return lab.client(lab.text("aws/sts_host"), lab.text("aws/address")).build();
    }

    @Test
    void whoPresentsAProofIsKnown() {
        byte[] body = "Action=GetCallerIdentity&Version=2011-06-15".getBytes(StandardCharsets.US_ASCII);
        Headers named = Headers.of("X-Vault-AWS-IAM-Server-ID", "vault.example");
        String url = "https://" + hosts.get(0) + "/";
        try (Signer signer = lab.signer().service("sts").build();
                HttpsClient client = client()) {
            SignedRequest sent = signer.sign(Request.builder("POST", url)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .headers(named)
                    .body(body)
                    .build());
            Caller found = Tokens.verifyCaller(client, "POST", sent.url(), sent.headers(), body, named, hosts);
            assertEquals(lab.text("aws/account_id"), found.account());
            assertEquals("AROALABEXAMPLE000001:session", found.userId());
            assertTrue(
                    found.arn().contains(":assumed-role/lab/")
                            && found.toString().contains(found.arn()),
                    found.arn());

            Headers others = Headers.of("X-Vault-AWS-IAM-Server-ID", "other.example");
            refused(
                    ErrorCode.REQUEST_SCOPE_REFUSED,
                    () -> Tokens.verifyCaller(client, "POST", sent.url(), sent.headers(), body, others, hosts));
            refused(
                    ErrorCode.REQUEST_SCOPE_REFUSED,
                    () -> Tokens.verifyCaller(client, "POST", sent.url(), sent.headers(), body, named, null));
            refused(
                    ErrorCode.REQUEST_SCOPE_REFUSED,
                    () -> Tokens.verifyCaller(client, "POST", sent.url(), sent.headers(), null, named, hosts));
            SignedRequest changed = signer.sign(Request.builder("POST", url)
                    .headers(named)
                    .body(new byte[] {'x'})
                    .build());
            refused(
                    ErrorCode.REQUEST_SIGNATURE_WRONG,
                    () -> Tokens.verifyCaller(client, "POST", url, changed.headers(), body, named, hosts));

            String presigned = signer.presign(
                            Request.builder("GET", url + "?" + new String(body, StandardCharsets.US_ASCII))
                                    .header("x-k8s-aws-id", "cluster")
                                    .build(),
                            Duration.ofMinutes(1))
                    .url();
            String token = "k8s-aws-v1."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(presigned.getBytes(StandardCharsets.US_ASCII));
            assertEquals(
                    found.arn(),
                    Tokens.verifyEks(client, token, "cluster", hosts).arn());
            refused(ErrorCode.REQUEST_SIGNATURE_WRONG, () -> Tokens.verifyEks(client, token, "other", hosts));
            refused(ErrorCode.REQUEST_MALFORMED, () -> Tokens.verifyVault(client, "{}", null, hosts));
            refused(
                    ErrorCode.REQUEST_SCOPE_REFUSED,
                    () -> Tokens.verifyVault(client, Tokens.vault(signer, "r", "s", null), "s", hosts));
        }
    }

    private static void refused(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(VerificationException.class, call).errorCode());
    }

    @Test
    void tokensArePresignedUrls() {
        Duration quarter = Duration.ofMinutes(15);
        try (Signer s = Examples.signer().build()) {
            String host = "db.x.eu-west-1.rds.amazonaws.com";
            String query = "/?Action=connect&DBUser=a%20p";
            same("https://" + Tokens.rds(s, host, 5432, "a p"), "rds-db", "https://" + host + ":5432" + query, quarter);
            String dsql = "abc.dsql.eu-west-1.on.aws";
            same(
                    "https://" + Tokens.dsql(s, dsql, true),
                    "dsql",
                    "https://" + dsql + "/?Action=DbConnectAdmin",
                    quarter);
            same("https://" + Tokens.dsql(s, dsql, false), "dsql", "https://" + dsql + "/?Action=DbConnect", quarter);
            String connect = "http://demo/?Action=connect&User=app";
            same(
                    "http://" + Tokens.elasticache(s, "Demo", "app", "eu-west-1", true),
                    "elasticache",
                    connect + "&ResourceType=ServerlessCache",
                    quarter);
            same("http://" + Tokens.memorydb(s, "demo", "app", "eu-west-1"), "memorydb", connect, quarter);
            String eks = Tokens.eks(s, "demo", "eu-west-1");
            assertTrue(eks.startsWith("k8s-aws-v1."), eks);
            String sts = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";
            same(decoded(eks.substring(11)), "sts", sts, Duration.ofMinutes(1), "x-k8s-aws-id", "demo");
            String msk = decoded(Tokens.msk(s, "eu-west-1"));
            String kafka = "https://kafka.eu-west-1.amazonaws.com/?Action=kafka-cluster%3AConnect";
            same(msk.substring(0, msk.indexOf("&User-Agent=")), "kafka-cluster", kafka, quarter);
        }
    }

    @Test
    void vaultGetsASignedRequest() {
        try (Signer s = Examples.signer().build()) {
            String body = Tokens.vault(s, "dev", "vault.example", null);
            assertTrue(body.endsWith(",\"role\":\"dev\"}"), body);
            Matcher headers =
                    Pattern.compile("\"iam_request_headers\":\"([^\"]+)").matcher(body);
            assertTrue(headers.find(), body);
            String json = new String(Base64.getDecoder().decode(headers.group(1)), StandardCharsets.US_ASCII);
            assertTrue(json.contains("\"X-Vault-AWS-IAM-Server-ID\":[\"vault.example\"]"), json);
            Request request = Request.builder("POST", "https://sts.amazonaws.com/")
                    .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                    .header("X-Vault-AWS-IAM-Server-ID", "vault.example")
                    .body("Action=GetCallerIdentity&Version=2011-06-15".getBytes(StandardCharsets.US_ASCII))
                    .time(date(json))
                    .build();
            assertTrue(json.contains(s.sign(request).headers().get("Authorization")), json);
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        try (Signer s = Examples.signer().build()) {
            assertThrows(UsageException.class, () -> Tokens.rds(s, "db.example", 5432, "app"));
            assertThrows(UsageException.class, () -> Tokens.rds(s, "db.x.eu-west-1.rds.amazonaws.com", 0, "app"));
            assertThrows(UsageException.class, () -> Tokens.msk(s, "eu/west"));
            assertThrows(UsageException.class, () -> Tokens.eks(s, null, "eu-west-1"));
            assertThrows(UsageException.class, () -> Tokens.memorydb(s, "", "u", "eu-west-1"));
            assertThrows(UsageException.class, () -> Tokens.msk(null, "eu-west-1"));
        }
    }
}
