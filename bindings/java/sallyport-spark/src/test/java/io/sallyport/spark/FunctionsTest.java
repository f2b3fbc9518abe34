package io.sallyport.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The functions in one JVM, whose environment has the credentials of the AWS documentation. */
class FunctionsTest {
    private static final String URL = "https://bucket.s3.eu-west-1.amazonaws.com/key";
    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.codegen.fallback", "false") // generated code that does not compile is a failure
                .config("spark.sql.codegen.factoryMode", "CODEGEN_ONLY")
                .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"))
                .config("spark.sql.extensions", SallyportExtensions.class.getName())
                .getOrCreate();
        spark.sparkContext().setLogLevel("OFF");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @AfterEach
    void forgetOptions() {
        spark.conf().getAll().keysIterator().foreach(key -> {
            if (key.startsWith(Settings.PREFIX)) {
                spark.conf().unset(key);
            }
            return null;
        });
    }

    private static List<Row> rows(String sql) {
        return spark.sql(sql).collectAsList();
    }

    private static Row row(String sql) {
        List<Row> rows = rows(sql);
        assertEquals(1, rows.size());
        return rows.get(0);
    }

    private static String messages(Throwable e) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = e; each != null; each = each.getCause()) {
            all.append(each).append('\n');
        }
        return all.toString();
    }

    private static String failure(String sql) {
        return messages(assertThrows(Exception.class, () -> rows(sql)));
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
        String sql = "SELECT count(DISTINCT substr(sally_presign(concat('" + URL + "/', id)), 1, 46)), "
                + "count(sally_presign(if(id % 3 = 0, NULL, concat('" + URL + "/', id)), 'PUT', 7)) FROM range(100)";
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
            assertTrue(text.contains("Arguments:") && text.contains("> SELECT " + signature.name + "("), text);
        }
    }
}
