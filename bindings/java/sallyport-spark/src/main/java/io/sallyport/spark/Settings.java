package io.sallyport.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * The options under spark.sallyport.*, as the session had them when the query was analysed. They travel to the
 * executors inside the functions; so no secret may be among them, and none is accepted.
 */
final class Settings implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String PREFIX = "spark.sallyport.";

    /** Key to type, from options.tsv. */
    private static final Map<String, String> TABLE = table();

    private final TreeMap<String, String> values = new TreeMap<>();

    Settings(Map<String, String> options) {
        options.forEach((key, value) -> values.put(key, checked(key, value)));
        values.keySet().forEach(this::refuseUnused);
    }

    /** An option that nothing reads would be taken for one that works. */
    private void refuseUnused(String key) {
        if (key.startsWith("metadata.")) {
            throw new IllegalArgumentException(
                    PREFIX + key + " has no effect: no function asks the metadata service. Remove it");
        }
        if (key.startsWith("credentials.")
                && !key.equals("credentials.source")
                && get("credentials.source", "environment").equals("environment")) {
            throw new IllegalArgumentException(
                    PREFIX + key + " has no effect unless " + PREFIX + "credentials.source is profile or chain");
        }
    }

    /**
     * Those of the session whose query this thread is analysing. While it analyses the text of a view, SQLConf.get() is
     * the configuration that was stored with the view, in which they are not.
     */
    static Settings ofSession() {
        Map<String, String> found = new HashMap<>();
        Option<SparkSession> session = SparkSession.getActiveSession();
        SQLConf conf = session.isDefined() ? session.get().sessionState().conf() : SQLConf.get();
        Iterator<Tuple2<String, String>> all = conf.getAllConfs().iterator();
        while (all.hasNext()) {
            Tuple2<String, String> each = all.next();
            if (each._1.startsWith(PREFIX)) {
                found.put(each._1.substring(PREFIX.length()), each._2);
            }
        }
        return new Settings(found);
    }

    private static String checked(String key, String value) {
        String remedy = remedy(key, value);
        if (remedy != null) {
            throw new IllegalArgumentException(
                    PREFIX + key + " is refused: the configuration of Spark is shown in its UI "
                            + "and written to event logs. " + remedy);
        }
        String type = TABLE.get(key);
        if (type == null) {
            throw new IllegalArgumentException(
                    PREFIX + key + " is not an option of Sallyport; docs/options.md lists them");
        }
        // Lists have an entry per line; lines are awkward in Spark's configuration, so any white space separates.
        return type.equals("list") ? value.trim().replaceAll("\\s+", "\n") : value;
    }

    /** What to do in place of a secret; null: it is none. */
    private static String remedy(String key, String value) {
        switch (key) {
            case "credentials.access_key_id":
            case "credentials.secret_access_key":
            case "credentials.session_token":
                return "Give the executors AWS_ACCESS_KEY_ID and the others in their own environment "
                        + "(credentials.source=environment, the default), or set credentials.source=profile and "
                        + "credentials.credentials_file to a file that they can read.";
            case "tls.key":
                return "Set tls.key_file to a file that the executors can read.";
            case "tls.key_password":
                return "Set tls.key_file to a key without a password, in a file that only the executors can read.";
            case "iot.authorizer_token":
            case "iot.authorizer_signature":
                return "Use a client certificate (tls.cert_file, tls.key_file) or client.sign=true.";
            default:
                break;
        }
        if (key.startsWith("env.")) {
            return "Set the variable in the environment of the executors.";
        }
        if (key.equals("credentials.source") && value.equals("explicit")) {
            return "Explicit credentials would be secrets; use environment, profile or chain.";
        }
        if (key.equals("client.proxy") && value.indexOf('@') >= 0) {
            return "Set HTTPS_PROXY in the environment of the executors if the proxy needs a password.";
        }
        if (value.contains("PRIVATE KEY-----")) {
            return "Set tls.key_file to a file that the executors can read.";
        }
        return null;
    }

    private static Map<String, String> table() {
        Map<String, String> table = new HashMap<>();
        try (InputStream in = Settings.class.getResourceAsStream("options.tsv");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split("\t", 3);
                if (columns.length == 3 && !line.startsWith("#")) {
                    table.put(columns[0], columns[1]);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("options.tsv in the jar of sallyport-spark cannot be read", e);
        }
        return table;
    }

    String get(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    /** The options that start with one of these, such as "tls.". */
    Map<String, String> under(String... prefixes) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((key, value) -> {
            for (String prefix : prefixes) {
                if (key.startsWith(prefix)) {
                    found.put(key, value);
                }
            }
        });
        return found;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings && values.equals(((Settings) other).values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }
}
