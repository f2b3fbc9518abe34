package io.sallyport.spark;

import static io.sallyport.spark.LocalSpark.failure;
import static io.sallyport.spark.LocalSpark.row;
import static io.sallyport.spark.LocalSpark.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bad row is null or has an error, and never fails the job. */
class BadRowsTest {
    private static final String URL = "'https://bucket.s3.eu-west-1.amazonaws.com/key'";
    /** Not UTF-8: a string of Spark may hold any bytes. */
    private static final String BROKEN = "CAST(X'61FF62' AS STRING)";

    private static final String BROKEN_URL = "concat('https://bucket.s3.eu-west-1.amazonaws.com/', " + BROKEN + ")";
    private static final String HUGE = "repeat('x', 2000000)";
    private static final SparkSession spark = LocalSpark.session();

    @BeforeEach
    void reachNothing() {
        spark.conf().set("spark.sallyport.client.proxy", "none");
        spark.conf().set("spark.sallyport.client.retries", "0");
        spark.conf().set("spark.sallyport.client.sign", "true");
        spark.conf().set("spark.sallyport.iot.endpoint", "a1-ats.iot.eu-west-1.amazonaws.com");
        spark.conf()
                .set(
                        "spark.sallyport.client.resolve",
                        "a1-ats.iot.eu-west-1.amazonaws.com:*:127.0.0.1 localhost:*:127.0.0.1");
    }

    @AfterEach
    void forgetOptions() {
        LocalSpark.forgetOptions();
    }

    private static void error(String want, String call) {
        Row row = row("SELECT e.code, e.name, e.message FROM (SELECT " + call + ".error AS e)");
        assertEquals(want, row.getString(1), call + ": " + row);
        assertTrue(row.getInt(0) > 0 && row.getString(2).startsWith(want + ": "), row.toString());
    }

    @Test
    void stringsThatAreNotTextAreRefusedAndNotChanged() {
        assertTrue(row("SELECT sally_presign(" + BROKEN_URL + ")").getString(0).contains("/a%FFb?"));
        assertNull(row("SELECT sally_presign(" + URL + ", " + BROKEN + ")").get(0));
        error("INVALID_ARGUMENT", "sally_sign('GET', " + BROKEN_URL + ")");
        error("INVALID_ARGUMENT", "sally_sign(" + BROKEN + ", " + URL + ")");
        error("INVALID_ARGUMENT", "sally_sign('GET', " + URL + ", map('X-A', " + BROKEN + "))");
        error("INVALID_ARGUMENT", "sally_sign('GET', " + URL + ", map(" + BROKEN + ", 'x'))");
        error("INVALID_ARGUMENT", "sally_https_get(" + BROKEN_URL + ")");
        error("INVALID_ARGUMENT", "sally_iot_publish(" + BROKEN + ", 'x')");
        error("INVALID_ARGUMENT", "sally_verify_identity('MIIB', NULL, " + BROKEN + ")");
    }

    @Test
    void emptyValuesAreRefused() {
        assertNull(row("SELECT sally_presign('')").get(0));
        assertNull(row("SELECT sally_presign(" + URL + ", '')").get(0));
        error("INVALID_ARGUMENT", "sally_sign('', " + URL + ")");
        error("INVALID_URL", "sally_sign('GET', '')");
        error("INVALID_HEADER", "sally_sign('GET', " + URL + ", map('', 'x'))");
        error("INVALID_URL", "sally_https_get('')");
        error("TOPIC_INVALID", "sally_iot_publish('', 'x')");
        error("SIGNATURE_EMPTY", "sally_verify_identity('')");
        error("INVALID_ARGUMENT", "sally_verify_identity('MIIB', '', '')");
    }

    @Test
    void nullsAreRefusedWhereTheyCannotBeMeant() {
        assertNull(row("SELECT sally_presign(" + URL + ", 'GET', CAST(NULL AS INT))")
                .get(0));
        error("INVALID_ARGUMENT", "sally_sign('GET', " + URL + ", map('X-A', CAST(NULL AS STRING)))");
        error("INVALID_ARGUMENT", "sally_iot_publish(CAST(NULL AS STRING), 'x')");
        error("INVALID_ARGUMENT", "sally_iot_publish('t', CAST(NULL AS BINARY))");
        error("INVALID_ARGUMENT", "sally_iot_publish('t', 'x', CAST(NULL AS INT))");
        error("INVALID_ARGUMENT", "sally_verify_identity(CAST(NULL AS BINARY))");
        assertEquals(
                64,
                row("SELECT sally_sign('GET', " + URL + ", NULL, NULL).signature")
                        .getString(0)
                        .length());
    }

    @Test
    void hugeValuesAreRefused() {
        assertNull(
                row("SELECT sally_presign(concat(" + URL + ", " + HUGE + "))").get(0));
        for (int expires : new int[] {Integer.MIN_VALUE, -1, 0, 604801, Integer.MAX_VALUE}) {
            assertNull(row("SELECT sally_presign(" + URL + ", 'GET', " + expires + ")")
                    .get(0));
        }
        error("INPUT_TOO_LARGE", "sally_sign('GET', concat(" + URL + ", " + HUGE + "))");
        error("INPUT_TOO_LARGE", "sally_sign('GET', " + URL + ", map('X-A', " + HUGE + "))");
        error("INPUT_TOO_LARGE", "sally_https_get(concat('https://localhost:9/', " + HUGE + "))");
        error("TOPIC_TOO_LONG", "sally_iot_publish(" + HUGE + ", 'x')");
        error("PAYLOAD_TOO_LARGE", "sally_iot_publish('t', " + HUGE + ")");
        error("MESSAGE_INVALID", "sally_iot_publish('t', 'x', 7)");
        error("SIGNATURE_TOO_LARGE", "sally_verify_identity(" + HUGE + ")");
        error("INVALID_ARGUMENT", "sally_verify_identity('MIIB', '{}', " + HUGE + ")");
    }

    @Test
    void wrongTypesAreAnAnalysisExceptionThatNamesTheType() {
        String[][] calls = {
            {"sally_presign(array('u'))", "\"STRING\""},
            {"sally_presign(" + URL + ", 'GET', array(1))", "\"INT\""},
            {"sally_sign('GET', " + URL + ", 'X-A: 1')", "\"MAP<STRING, STRING>\""},
            {"sally_sign('GET', " + URL + ", NULL, 1)", "\"BINARY\""},
            {"sally_https_get(" + URL + ", array('a'))", "\"MAP<STRING, STRING>\""},
            {"sally_iot_publish('t', struct(1))", "\"BINARY\""},
            {"sally_verify_identity(map('a', 'b'))", "\"BINARY\""},
        };
        for (String[] call : calls) {
            String said = failure("SELECT " + call[0]);
            assertTrue(said.contains("AnalysisException") && said.contains("DATATYPE_MISMATCH"), said);
            assertTrue(said.contains(call[1]), said);
        }
    }

    @Test
    void theGoodRowsOfAPartitionAreComputed() {
        String urls = "SELECT if(id % 2 = 0, " + URL + ", if(id % 3 = 0, " + BROKEN_URL + ", NULL)) AS url "
                + "FROM range(0, 600, 1, 2)";
        Row counts = row(
                "SELECT count(*), count(if(p NOT LIKE '%\\%FF%', p, NULL)), count(s), count(s.signature), count(s.error) FROM "
                        + "(SELECT sally_presign(url) AS p, sally_sign('GET', url) AS s FROM (" + urls + "))");
        assertEquals("[600,300,400,300,100]", counts.toString());
        assertEquals(
                600,
                rows("SELECT sally_iot_publish(url, url) FROM (" + urls + ")").size());
    }
}
