package io.sallyport.spark;

import static io.sallyport.spark.LocalSpark.failure;
import static io.sallyport.spark.LocalSpark.row;
import static io.sallyport.spark.LocalSpark.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's optimizer and planner may do with the functions: nothing runs on the driver, no request is sent twice. */
class OptimizerTest {
    private static final String NO_CREDENTIALS = "Sallyport cannot be set up on this executor";
    private static final String IN_A_TASK = "Job aborted due to stage failure";
    private static final SparkSession spark = LocalSpark.session();

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        spark.conf().set("spark.sallyport.client.proxy", "none");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        LocalSpark.forgetOptions();
    }

    private String get(String path) {
        return "sally_https_get(concat('http://127.0.0.1:" + server.getAddress().getPort() + "/', " + path + "))";
    }

    /** Fails, and only in a task. */
    private void runsOnExecutorsOnly(String sql) {
        String plan = row("EXPLAIN EXTENDED " + sql).getString(0);
        assertTrue(plan.contains("sally_") && !plan.contains(NO_CREDENTIALS), plan);
        String said = failure(sql);
        assertTrue(said.contains(NO_CREDENTIALS) && said.contains(IN_A_TASK), said);
    }

    @Test
    void literalsAndPartitionsAreNotEvaluatedOnTheDriver() {
        String table = "parquet.`" + directory.resolve("t") + "`";
        spark.sql("SELECT id, concat('https://bucket.s3.amazonaws.com/', id) AS url FROM range(4)")
                .write()
                .partitionBy("url")
                .parquet(directory.resolve("t").toString());
        String[] conditions = {
            "sally_presign(url) IS NOT NULL",
            "sally_sign('GET', url).error IS NULL AND url LIKE '%1'",
            "sally_presign('https://bucket.s3.amazonaws.com/1') > url",
        };
        for (String condition : conditions) {
            String sql = "SELECT id FROM " + table + " WHERE " + condition;
            assertFalse(rows(sql.replace(" > ", " <> ")).isEmpty());
        }
        LocalSpark.takeCredentialsAway(directory);
        for (String condition : conditions) {
            runsOnExecutorsOnly("SELECT id FROM " + table + " WHERE " + condition);
        }
        runsOnExecutorsOnly("SELECT sally_presign('https://bucket.s3.amazonaws.com/1', 'GET', 60)");
        runsOnExecutorsOnly("SELECT sally_presign(url) FROM VALUES ('https://bucket.s3.amazonaws.com/1') AS t(url)");
    }

    /** Spark computes the select list over the first rows on the driver. */
    @Test
    void theFirstRowsOfAnOrderAreNotEvaluatedOnTheDriver() {
        String sql = "SELECT id, sally_presign(concat('https://bucket.s3.amazonaws.com/', id)) AS url "
                + "FROM (SELECT * FROM range(0, 100, 1, 4) ORDER BY id DESC) LIMIT 2 OFFSET 1";
        for (String adaptive : new String[] {"true", "false"}) {
            spark.conf().set("spark.sql.adaptive.enabled", adaptive);
            try {
                LocalSpark.forgetOptions();
                assertTrue(row("EXPLAIN " + sql).getString(0).contains("TakeOrderedAndProject"));
                assertEquals(98L, rows(sql).get(0).getLong(0));
                assertEquals(97L, rows(sql).get(1).getLong(0));
                assertTrue(rows(sql).get(1).getString(1).startsWith("https://bucket.s3.amazonaws.com/97?X-Amz-"));
                LocalSpark.takeCredentialsAway(directory);
                runsOnExecutorsOnly(sql);
                runsOnExecutorsOnly("SELECT id FROM range(9) ORDER BY sally_sign('GET', id).error.code, id LIMIT 2");
            } finally {
                spark.conf().unset("spark.sql.adaptive.enabled");
            }
        }
    }

    @Test
    void rowsAreGroupedAndSortedByAResult() {
        String urls = "range(0, 10, 1, 2)";
        String group = "sally_sign(if(id % 2 = 0, 'GET', ''), 'https://sts.eu-west-1.amazonaws.com/').error.name";
        String sql = "SELECT " + group + " AS name, count(*) FROM " + urls + " GROUP BY 1 ORDER BY 1";
        assertEquals("[[null,5], [INVALID_ARGUMENT,5]]", rows(sql).toString());
        sql = "SELECT id FROM " + urls + " ORDER BY " + group + " DESC, id";
        assertEquals("[1]", rows(sql).get(0).toString());
        assertEquals("[1]", rows(sql + " LIMIT 2").get(0).toString());
    }

    @Test
    void aJoinAndAnAggregateTakeAResultFromASubquery() {
        String count = "SELECT count(sally_presign(id)) FROM range(3)";
        assertTrue(failure(count).contains("NONDETERMINISTIC_EXPRESSION"), failure(count));
        String join = "SELECT count(*) FROM range(3) AS a JOIN range(3) AS b ON sally_presign(a.id) = b.id";
        assertTrue(failure(join).contains("INVALID_NON_DETERMINISTIC_EXPRESSIONS"), failure(join));
        assertEquals(
                0L,
                row("SELECT count(*) FROM (SELECT sally_presign(id) AS url FROM range(3)) AS a "
                                + "JOIN range(3) AS b ON url = b.id")
                        .getLong(0));
    }

    @Test
    void aResultThatIsUsedTwiceIsOneRequest() {
        String sql = "SELECT g.status, g.error, g.headers FROM (SELECT " + get("id") + " AS g FROM range(0, 3, 1, 2)) "
                + "WHERE g.status = 204 OR g.error IS NOT NULL";
        assertEquals(3, rows(sql).size());
        assertEquals(3, asked.size(), asked.toString());
        asked.clear();
        assertEquals(
                6,
                rows("WITH once AS (SELECT " + get("id") + ".status AS s FROM range(0, 3, 1, 2)) "
                                + "SELECT s FROM once UNION ALL SELECT s + 1 FROM once")
                        .size());
        assertEquals(3, asked.size(), asked.toString());
    }

    /** As README.md says of functions that act on the world. */
    @Test
    void whatIsNotUsedIsNotSentAndASortAboveSendsTwice() {
        assertEquals(3L, spark.sql("SELECT " + get("id") + " FROM range(3)").count());
        assertEquals(0, asked.size(), asked.toString());
        rows("SELECT id, " + get("id") + ".status AS s FROM range(0, 3, 1, 2) ORDER BY id DESC");
        assertEquals(6, asked.size(), asked.toString());
        asked.clear();
        rows("SELECT id, " + get("id") + ".status AS s FROM (SELECT * FROM range(0, 3, 1, 2) ORDER BY id DESC)");
        assertEquals(3, asked.size(), asked.toString());
        assertNull(row("SELECT sally_https_get(NULL)").get(0));
    }
}
