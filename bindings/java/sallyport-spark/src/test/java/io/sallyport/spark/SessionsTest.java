package io.sallyport.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several sessions in one JVM, each with its own settings. */
class SessionsTest {
    private static final String SQL =
            "SELECT sally_sign('GET', 'https://internal.example/').headers['Authorization'] AS a";

    @AfterEach
    void forgetOptions() {
        LocalSpark.forgetOptions();
        SparkSession.setActiveSession(LocalSpark.session());
    }

    private static SparkSession session(String region) {
        SparkSession session = LocalSpark.session().newSession();
        session.conf().set("spark.sallyport.sign.service", "execute-api");
        session.conf().set("spark.sallyport.sign.region", region);
        return session;
    }

    private static String region(Dataset<Row> rows) {
        String authorization = rows.collectAsList().get(0).getString(0);
        return authorization
                .substring(0, authorization.indexOf("/execute-api/"))
                .replaceAll(".*/", "");
    }

    @Test
    void eachSessionHasItsSettings() throws Exception {
        SparkSession paris = session("eu-west-3");
        SparkSession dublin = session("eu-west-1");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<String>> found = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            found.add(threads.submit(() -> region(paris.sql(SQL))));
            found.add(threads.submit(() -> region(dublin.sql(SQL))));
        }
        for (int i = 0; i < found.size(); i += 2) {
            assertEquals("eu-west-3", found.get(i).get());
            assertEquals("eu-west-1", found.get(i + 1).get());
        }
        threads.shutdown();
    }

    @Test
    void aQueryKeepsTheSettingsThatItWasAnalysedWith() {
        SparkSession session = session("eu-west-3");
        Dataset<Row> query = session.sql(SQL);
        session.conf().set("spark.sallyport.sign.region", "eu-west-1");
        assertEquals("eu-west-3", region(query));
        assertEquals("eu-west-1", region(session.sql(SQL)));
    }

    /** Spark analyses the text of a view under the configuration that it stored with the view. */
    @Test
    void aViewHasTheSettingsOfTheSessionThatAsksIt() {
        SparkSession session = session("eu-west-3");
        session.sql("CREATE TEMPORARY VIEW signed AS " + SQL);
        assertEquals("eu-west-3", region(session.sql("SELECT * FROM signed")));
        session.sql("CREATE GLOBAL TEMPORARY VIEW everywhere AS " + SQL);
        try {
            assertEquals("eu-west-1", region(session("eu-west-1").sql("SELECT * FROM global_temp.everywhere")));
        } finally {
            session.sql("DROP VIEW global_temp.everywhere");
        }
    }
}
