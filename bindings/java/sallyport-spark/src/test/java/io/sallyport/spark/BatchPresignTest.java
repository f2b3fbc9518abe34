package io.sallyport.spark;

import static io.sallyport.spark.LocalSpark.failure;
import static io.sallyport.spark.LocalSpark.row;
import static io.sallyport.spark.LocalSpark.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.immutable.Map;

/** sally_presign for many rows at a time: where Spark's plan has it, and that the rows are those of single calls. */
class BatchPresignTest {
    private static final SparkSession spark = LocalSpark.session();
    private static final String BUCKET = "https://bucket.s3.eu-west-1.amazonaws.com/";

    /** Good URLs, short and long, nulls, bad ones, and bytes that are no text; a lot more than a batch. */
    private static final String URLS = "(SELECT id, CASE WHEN id % 7 = 1 THEN NULL WHEN id % 7 = 2 THEN 'no url' "
            + "WHEN id % 7 = 3 THEN concat('" + BUCKET + "', repeat('k', cast(id AS int))) "
            + "WHEN id = 4 THEN concat('" + BUCKET + "', repeat('k', 70000)) "
            + "WHEN id % 7 = 5 THEN concat('" + BUCKET + "', cast(unhex('FF41') AS string), ' \u00fc') "
            + "ELSE concat('" + BUCKET + "', id) END AS url FROM range(0, 2000, 1, 2))";

    @TempDir
    Path directory;

    @AfterEach
    void forgetOptions() {
        LocalSpark.forgetOptions();
    }

    private static boolean isBatched(String sql) {
        return row("EXPLAIN " + sql).getString(0).contains("SallyPresign");
    }

    private static String withoutTime(String url) {
        return url == null ? null : url.replaceAll("X-Amz-(Date|Signature|Credential)=[^&]*", "");
    }

    @Test
    void rowsAreThoseOfSingleCalls() {
        // As a part of an expression the function is called for each row.
        String sql = "SELECT id, url, sally_presign(url, 'PUT', 60) AS batched, "
                + "concat(sally_presign(url, 'PUT', 60), '') AS single FROM " + URLS;
        assertTrue(isBatched(sql));
        int same = 0;
        int missing = 0;
        List<Row> rows = rows(sql + " ORDER BY id");
        assertEquals(2000, rows.size());
        for (Row row : rows) {
            String batched = row.getString(2);
            String single = row.getString(3);
            assertEquals(withoutTime(single), withoutTime(batched), row.getString(1));
            same += batched != null && batched.equals(single) ? 1 : 0; // most were signed in the same second
            missing += batched == null ? 1 : 0;
        }
        assertTrue(same > 0);
        assertEquals(2 * 286 + 1, missing);
    }

    @Test
    void severalCallsAndAllOtherColumnsAreKept() {
        String sql =
                "SELECT sally_presign(url) AS a, id * 2 AS twice, sally_presign(concat(url, '/b'), 'PUT') AS b, wide, "
                        + "if(id = 0, sally_presign(url), string(id)) AS c FROM (SELECT id, concat('" + BUCKET
                        + "', id) AS url, repeat('w', 20000) AS wide FROM range(0, 1000, 1, 3))";
        assertTrue(isBatched(sql));
        List<Row> rows = rows(sql + " ORDER BY twice");
        for (int i = 0; i < 1000; i++) {
            Row row = rows.get(i);
            assertTrue(row.getString(0).startsWith(BUCKET + i + "?X-Amz-"), row.getString(0));
            assertEquals(2L * i, row.getLong(1));
            assertTrue(row.getString(2).startsWith(BUCKET + i + "/b?X-Amz-"), row.getString(2));
            assertEquals(20000, row.getString(3).length());
            assertEquals(i > 0, row.getString(4).equals("" + i));
        }
    }

    @Test
    void rowsMayComeFromAnywhereAndGoAnywhere() {
        String file = directory.resolve("t").toString();
        spark.sql("SELECT concat('" + BUCKET + "', id) AS url, id FROM range(0, 600, 1, 2)")
                .write()
                .parquet(file);
        Dataset<Row> signed = spark.sql("SELECT id, sally_presign(url) AS signed FROM parquet.`" + file + "`");
        signed.write().parquet(file + "signed");
        assertEquals(600, spark.read().parquet(file + "signed").distinct().count());
        assertEquals(600, signed.repartition(3).select("signed").distinct().count());
        Dataset<Row> cached = signed.cache();
        assertEquals(600, cached.where("signed LIKE '" + BUCKET + "%?X-Amz-%'").count());
        assertEquals(cached.collectAsList(), cached.collectAsList());
        cached.unpersist();
        assertEquals(
                3,
                rows("SELECT sally_presign(url) FROM parquet.`" + file + "` LIMIT 3")
                        .size());
        assertTrue(rows("SELECT sally_presign(url) FROM parquet.`" + file + "` WHERE id < 0")
                .isEmpty());
    }

    @Test
    void theStepHasMetrics() {
        Dataset<Row> signed =
                spark.sql("SELECT sally_presign(url) AS a, sally_presign(concat(url, '/b')) AS b FROM " + URLS);
        assertEquals(2000, signed.collectAsList().size());
        PresignExec step = (PresignExec) signed.queryExecution()
                .executedPlan()
                .find(each -> each instanceof PresignExec)
                .get();
        Map<String, SQLMetric> metrics = step.metrics();
        assertEquals(2000L, metrics.apply("numOutputRows").value());
        long nulls = row("SELECT count(*) FROM " + URLS + " WHERE url IS NULL").getLong(0);
        long urls = rows("SELECT sally_presign(url) AS a, sally_presign(concat(url, '/b')) AS b FROM " + URLS).stream()
                .mapToLong(each -> (each.isNullAt(0) ? 1 : 0) + (each.isNullAt(1) ? 1 : 0))
                .sum();
        assertEquals(urls - 2 * nulls, metrics.apply("numFailures").value());
        assertTrue(urls > 2 * nulls && metrics.apply("presignTime").value() > 0);
    }

    @Test
    void whatDiffersFromRowToRowIsCalledForEach() {
        String from = " FROM range(0, 4, 1, 1)";
        String url = "concat('" + BUCKET + "', id)";
        assertTrue(isBatched("SELECT sally_presign(" + url + ", 'PUT', 5 * 60)" + from), "folded arguments");
        assertFalse(isBatched("SELECT sally_presign(" + url + ", 'GET', cast(id AS int))" + from));
        assertFalse(isBatched("SELECT sally_presign(" + url + ", CAST(NULL AS string))" + from));
        assertFalse(isBatched("SELECT coalesce('a', sally_presign(" + url + "))" + from));
        List<Row> rows = rows("SELECT sally_presign(" + url + ", 'GET', cast(id AS int))" + from);
        assertNull(rows.get(0).get(0));
        assertTrue(rows.get(3).getString(0).contains("X-Amz-Expires=3&"));
    }

    @Test
    void rowsAreNotReadAheadWhereThatShows() {
        String file = directory.resolve("t").toString();
        spark.sql("SELECT concat('" + BUCKET + "', id) AS url FROM range(0, 8, 1, 4)")
                .write()
                .text(file);
        for (String where :
                new String[] {"input_file_name()", "input_file_block_start()", "input_file_block_length()"}) {
            String sql = "SELECT " + where + " AS f, sally_presign(value) AS s FROM text.`" + file + "`";
            assertFalse(isBatched(sql), sql);
            assertFalse(isBatched(
                    "SELECT f, sally_presign(s) FROM (" + sql.replace("sally_presign(value)", "value") + ")"));
        }
        List<Row> rows = rows("SELECT input_file_name(), sally_presign(value) FROM text.`" + file + "`");
        assertEquals(8, rows.size());
        for (Row row : rows) {
            assertTrue(row.getString(0).contains("/part-") && row.getString(1).startsWith(BUCKET), row.toString());
        }
        for (String effect : new String[] {"sally_iot_publish('t', 'p')", "sally_https_get('http://127.0.0.1:1/')"}) {
            assertFalse(isBatched("SELECT r.status, sally_presign('" + BUCKET + "') FROM (SELECT " + effect
                    + " AS r FROM range(9)) LIMIT 1"));
        }
    }

    @Test
    void wideRowsAreNotCopied() {
        StringBuilder columns = new StringBuilder("sally_presign(id) AS s");
        for (int i = 0; i < 15; i++) {
            columns.append(", id AS c").append(i);
        }
        assertTrue(isBatched("SELECT " + columns + " FROM range(9)"));
        assertFalse(isBatched("SELECT " + columns + ", id FROM range(9)"));
    }

    @Test
    void withoutAUrlNoCredentialsAreNeeded() {
        LocalSpark.takeCredentialsAway(directory);
        String none = "SELECT sally_presign(if(id < 0, 'a', NULL)) AS s FROM range(600)";
        assertTrue(isBatched(none));
        assertEquals(0L, row("SELECT count(s) FROM (" + none + ")").getLong(0));
        assertTrue(rows("SELECT sally_presign(string(id)) FROM range(9) WHERE id > 100")
                .isEmpty());
    }

    @Test
    void aHugeUrlIsNull() {
        List<Row> rows = rows("SELECT sally_presign(concat('" + BUCKET + "', repeat('k', 3000000 * cast(id AS int)))) "
                + "FROM range(0, 4, 1, 1) ORDER BY id");
        assertTrue(rows.get(0).getString(0).startsWith(BUCKET));
        assertNull(rows.get(3).get(0));
    }

    @Test
    void whatNoRowCouldHaveGivesNulls() {
        String from = " FROM range(0, 600, 1, 1)";
        String url = "concat('" + BUCKET + "', id)";
        for (String rest :
                new String[] {"'GET', 0", "'GET', 604801", "'G T', 60", "''", "cast(unhex('FF') AS string)"}) {
            String sql = "SELECT sally_presign(" + url + ", " + rest + ") AS signed" + from;
            assertTrue(isBatched(sql), sql);
            assertEquals(0L, row("SELECT count(signed) FROM (" + sql + ")").getLong(0), sql);
        }
    }

    @Test
    void aConfigurationThatCannotWorkFailsTheTaskAndSaysWhy() {
        LocalSpark.takeCredentialsAway(directory);
        String said = failure("SELECT sally_presign(concat('" + BUCKET + "', id)) FROM range(3)");
        assertTrue(said.contains("Sallyport cannot be set up on this executor"), said);
    }

    @Test
    void sparkCanCopyAndCompareTheStep() {
        SparkPlan plan = spark.sql("SELECT sally_presign(url) FROM " + URLS)
                .queryExecution()
                .executedPlan();
        SparkPlan other = (SparkPlan) plan.clone();
        assertEquals(plan, other);
        assertTrue(plan.toJSON().contains("PresignExec"), plan.toJSON());
        assertFalse(plan.toJSON().contains("wJalrXUtnFEMI"));
        assertEquals(plan.canonicalized(), other.canonicalized());
    }
}
