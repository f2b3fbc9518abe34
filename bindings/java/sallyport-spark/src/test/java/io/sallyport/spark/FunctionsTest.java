package io.sallyport.spark;

import static io.sallyport.spark.LocalSpark.failure;
import static io.sallyport.spark.LocalSpark.row;
import static io.sallyport.spark.LocalSpark.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The functions in one JVM, whose environment has the credentials of the AWS documentation. */
class FunctionsTest {
    private static final String URL = "https://bucket.s3.eu-west-1.amazonaws.com/key";
    private static final SparkSession spark = LocalSpark.session();

    @AfterEach
    void forgetOptions() {
        LocalSpark.forgetOptions();
    }

    @Test
    void presignsEveryRowAndGivesNullForBadOnes() {
        List<Row> rows = rows("SELECT sally_presign(url, 'GET', 60) FROM VALUES ('" + URL
                + "'), (NULL), (''), ('no url'), ('ftp://h/') AS t(url)");
        String url = rows.get(0).getString(0);
        assertTrue(url.startsWith(URL + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&"), url);
        assertTrue(url.contains("AKIDEXAMPLE%2F") && url.contains("X-Amz-Expires=60"), url);
        for (Row bad : rows.subList(1, rows.size())) {
            assertNull(bad.get(0));
        }
    }

    @Test
    void bothWaysOfEvaluationAgree() {
        String sql = "SELECT count(DISTINCT substr(first, 1, 46)), count(second) FROM (SELECT "
                + "sally_presign(concat('" + URL + "/', id)) AS first, "
                + "sally_presign(if(id % 3 = 0, NULL, concat('" + URL
                + "/', id)), 'PUT', 7) AS second FROM range(100))";
        Row generated = row(sql);
        assertEquals(66L, generated.getLong(1));
        spark.conf().set("spark.sql.codegen.wholeStage", "false");
        spark.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        try {
            assertEquals(generated, row(sql));
        } finally {
            spark.conf().unset("spark.sql.codegen.wholeStage");
            spark.conf().set("spark.sql.codegen.factoryMode", "CODEGEN_ONLY");
        }
    }

    @Test
    void argumentsAreCastAsForBuiltIns() {
        assertTrue(row("SELECT sally_presign('" + URL + "', 'GET', '60')")
                .getString(0)
                .contains("X-Amz-Expires=60"));
        assertNull(row("SELECT sally_presign('" + URL + "', 'GET', 0)").get(0));
        assertNull(row("SELECT sally_presign('" + URL + "', NULL)").get(0));
    }

    @Test
    void wrongArgumentsAreAnAnalysisExceptionThatSaysWhatIsExpected() {
        assertTrue(failure("SELECT sally_presign()").contains("requires [1, 2, 3] parameters"));
        assertTrue(failure("SELECT sally_presign(url => 'u')").contains("NAMED_PARAMETERS_NOT_SUPPORTED"));
        assertTrue(failure("SELECT sally_iot_publish('t')").contains("requires [2, 3] parameters"));
        String type = failure("SELECT sally_presign('u', 'GET', map(1, 2))");
        assertTrue(type.contains("DATATYPE_MISMATCH") && type.contains("\"INT\""), type);
    }

    @Test
    void signsWithHeadersAndBody() {
        Row good = row("SELECT s.* FROM (SELECT sally_sign('POST', 'https://sts.eu-west-1.amazonaws.com/', "
                + "map('Content-Type', 'text/plain'), 'body') AS s)");
        assertEquals("https://sts.eu-west-1.amazonaws.com/", good.getString(0));
        String authorization = String.valueOf(good.getJavaMap(1).get("Authorization"));
        assertTrue(
                authorization.contains("/eu-west-1/sts/aws4_request, SignedHeaders=content-type;host;"), authorization);
        assertTrue(authorization.endsWith("Signature=" + good.getString(2)), authorization);
        assertNull(good.get(3));
        assertNull(row("SELECT sally_sign('GET', NULL)").get(0));
        Row bad = row("SELECT s.url, s.error.* FROM (SELECT sally_sign('GET', 'no url') AS s)");
        assertNull(bad.get(0));
        assertTrue(
                bad.getInt(1) > 0
                        && !bad.getString(2).isEmpty()
                        && bad.getString(3).contains("Hint: "),
                bad.toString());
        assertEquals(
                "INVALID_ARGUMENT",
                row("SELECT sally_sign(NULL, '" + URL + "').error.name").getString(0));
    }

    @Test
    void verifiesAnIdentityOnlyForItsAudience() throws IOException {
        String vector = new String(
                Files.readAllBytes(
                        Paths.get(System.getProperty("sallyport.test.root"), "tests/vectors/identity/real.txt")),
                StandardCharsets.UTF_8);
        String signature = vector.substring(vector.indexOf("signature: ") + 11)
                .split("\n")[0]
                .trim();
        List<Row> rows = rows("SELECT i.instance_id, i.raw, i.error.name FROM (SELECT sally_verify_identity('"
                + signature + "', NULL, audience) AS i FROM VALUES ('abc'), ('abd'), (NULL) AS t(audience))");
        assertEquals("i-8vb9b97xf7msxi4k6tgx", rows.get(0).getString(0));
        assertNull(rows.get(0).get(2));
        assertEquals("AUDIENCE_MISMATCH", rows.get(1).getString(2));
        assertEquals("INVALID_ARGUMENT", rows.get(2).getString(2));
        for (Row refused : rows.subList(1, 3)) {
            assertTrue(refused.isNullAt(0) && refused.isNullAt(1));
        }
        assertEquals(
                "INVALID_ARGUMENT",
                row("SELECT sally_verify_identity(NULL).error.name").getString(0));
        assertEquals(
                "INVALID_ARGUMENT",
                row("SELECT sally_verify_identity('" + signature + "', NULL, NULL).error.name")
                        .getString(0));
    }

    @Test
    void nothingIsEvaluatedByTheOptimizer() {
        // No endpoint is set: evaluation on the way to the plan would fail.
        String plan = row("EXPLAIN EXTENDED SELECT sally_iot_publish(topic, 'x') FROM VALUES ('a') AS t(topic)")
                .getString(0);
        assertTrue(plan.contains("sally_iot_publish(") && !plan.contains("iot.endpoint"), plan);
        assertTrue(failure("SELECT sally_iot_publish(topic, 'x') FROM VALUES ('a') AS t(topic)")
                .contains("spark.sallyport.iot.endpoint is not set"));
    }

    @Test
    void aServerThatIsNotThereIsAnErrorOfTheRow() {
        spark.conf().set("spark.sallyport.client.resolve", "nowhere.example:443:127.0.0.1 closed.example:9:127.0.0.1");
        spark.conf().set("spark.sallyport.client.retries", "0");
        Row row = row("SELECT g.status, g.error.name FROM (SELECT sally_https_get('https://closed.example:9/') AS g)");
        assertNull(row.get(0));
        assertFalse(row.getString(1).isEmpty());
        assertNull(row("SELECT sally_https_get(NULL)").get(0));
    }

    @Test
    void unknownOptionsAndSecretsInTheConfigurationAreRefused() {
        spark.conf().set("spark.sallyport.sign.regoin", "eu-west-1");
        assertTrue(failure("SELECT sally_presign('x')").contains("spark.sallyport.sign.regoin is not an option"));
        spark.conf().unset("spark.sallyport.sign.regoin");
        String[][] secrets = {
            {"credentials.access_key_id", "AKIDHIDDEN"},
            {"credentials.secret_access_key", "HIDDEN"},
            {"credentials.session_token", "HIDDEN"},
            {"credentials.source", "explicit"},
            {"tls.key", "HIDDEN"},
            {"tls.key_password", "HIDDEN"},
            {"tls.cert", "-----BEGIN PRIVATE KEY-----HIDDEN"},
            {"iot.authorizer_token", "HIDDEN"},
            {"iot.authorizer_signature", "HIDDEN"},
            {"client.proxy", "http://user:HIDDEN@proxy:1"},
            {"env.AWS_SECRET_ACCESS_KEY", "HIDDEN"},
        };
        for (String[] secret : secrets) {
            spark.conf().set("spark.sallyport." + secret[0], secret[1]);
            String said = failure("SELECT sally_presign('x')");
            spark.conf().unset("spark.sallyport." + secret[0]);
            assertTrue(said.contains("spark.sallyport." + secret[0] + " is refused"), said);
            assertFalse(said.contains("HIDDEN"), said);
        }
    }

    @Test
    void optionsThatNothingReadsAreRefused() {
        String[] keys = {
            "metadata.provider", "metadata.endpoint", "metadata.token_ttl",
            "credentials.profile", "credentials.config_file", "credentials.credentials_file",
        };
        for (String key : keys) {
            spark.conf().set("spark.sallyport." + key, "1");
            String said = failure("SELECT sally_presign('x')");
            assertTrue(said.contains("spark.sallyport." + key + " has no effect"), said);
            spark.conf().set("spark.sallyport.credentials.source", "profile");
            assertEquals(
                    key.startsWith("metadata."),
                    failure("SELECT sally_presign('x')").contains(" has no effect"));
            LocalSpark.forgetOptions();
        }
    }

    @Test
    void aFileAndADirectoryOfRootsCountTogether(@TempDir Path empty) {
        Path root = Paths.get(System.getProperty("sallyport.test.root"), "core/identity/alibaba_2018.pem");
        String[][] roots = {
            {root.toString(), empty.toString(), "CA directory " + empty + ": none of its 0 files"},
            {"/nonexistent", root.getParent().toString(), "CA file /nonexistent: "},
        };
        for (String[] pair : roots) {
            spark.conf().set("spark.sallyport.tls.ca_file", pair[0]);
            spark.conf().set("spark.sallyport.tls.ca_dir", pair[1]);
            String said = failure("SELECT sally_https_get('" + URL + "')");
            assertTrue(said.contains(pair[2]), said);
        }
    }

    @Test
    void credentialsThatAreNotThereFailTheTask() {
        spark.conf().set("spark.sallyport.credentials.source", "profile");
        spark.conf().set("spark.sallyport.credentials.profile", "absent");
        spark.conf().set("spark.sallyport.credentials.credentials_file", "/nonexistent");
        spark.conf().set("spark.sallyport.credentials.config_file", "/nonexistent");
        String said = failure("SELECT sally_presign('" + URL + "')");
        assertTrue(
                said.contains("Sallyport cannot be set up on this executor")
                        && said.contains("PROFILE_FILE_UNREADABLE"),
                said);
    }

    @Test
    void anotherConfigurationIsAnotherSigner() {
        String sql = "SELECT sally_sign('GET', 'https://internal.example/').headers['Authorization']";
        spark.conf().set("spark.sallyport.sign.service", "execute-api");
        spark.conf().set("spark.sallyport.sign.region", "eu-west-3");
        assertTrue(row(sql).getString(0).contains("/eu-west-3/execute-api/"));
        spark.conf().set("spark.sallyport.sign.region", "eu-north-1");
        assertTrue(row(sql).getString(0).contains("/eu-north-1/execute-api/"));
    }

    @Test
    void eachFunctionDescribesItself() {
        for (Signature signature : Signature.values()) {
            String text = rows("DESCRIBE FUNCTION EXTENDED " + signature.name).stream()
                    .map(line -> line.getString(0))
                    .collect(Collectors.joining("\n"));
            assertTrue(text.contains("Usage: " + signature.name + "("), text);
            assertTrue(text.contains("non-deterministic"), text);
            assertTrue(text.contains("Arguments:") && text.contains("> SELECT " + signature.name + "("), text);
        }
    }
}
