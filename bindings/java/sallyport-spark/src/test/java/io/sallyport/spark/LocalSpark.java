package io.sallyport.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The session of all tests in this JVM. */
final class LocalSpark {
    private static final SparkSession SESSION = start();

    private LocalSpark() {}

    private static SparkSession start() {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.codegen.fallback", "false") // generated code that does not compile is a failure
                .config("spark.sql.codegen.factoryMode", "CODEGEN_ONLY")
                // The snappy of Spark 4 takes a machine with musl-tools for one that runs on musl.
                .config("spark.sql.parquet.compression.codec", "uncompressed")
                .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"))
                .config("spark.sql.extensions", SallyportExtensions.class.getName())
                .getOrCreate();
        spark.sparkContext().setLogLevel("OFF");
        return spark;
    }

    static SparkSession session() {
        return SESSION;
    }

    /** As on a driver: from now on each evaluation fails. The directory has no files. */
    static void takeCredentialsAway(Path directory) {
        SESSION.conf().set("spark.sallyport.credentials.source", "profile");
        for (String file : new String[] {"credentials_file", "config_file"}) {
            SESSION.conf()
                    .set(
                            "spark.sallyport.credentials." + file,
                            directory.resolve("absent").toString());
        }
    }

    static void forgetOptions() {
        SESSION.conf().getAll().keysIterator().foreach(key -> {
            if (key.startsWith(Settings.PREFIX)) {
                SESSION.conf().unset(key);
            }
            return null;
        });
    }

    static List<Row> rows(String sql) {
        return SESSION.sql(sql).collectAsList();
    }

    static Row row(String sql) {
        List<Row> rows = rows(sql);
        assertEquals(1, rows.size());
        return rows.get(0);
    }

    /** All messages of what a query throws. */
    static String failure(String sql) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = assertThrows(Exception.class, () -> rows(sql)); each != null; each = each.getCause()) {
            all.append(each).append('\n');
        }
        return all.toString();
    }
}
