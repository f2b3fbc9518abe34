package io.sallyport;

import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A line at FINE for each exchange, by the logger "sallyport" of java.util.logging, without query, header or body. If
 * nobody wants the lines, nothing is put together for them.
 */
final class Log {
    private static final boolean THERE = isThere();

    private Log() {}

    /** Made with the first exchange. */
    private static final class Lines {
        static final Logger LOGGER = Logger.getLogger("sallyport");
    }

    /** A Java runtime that was put together without the module java.logging has none. */
    private static boolean isThere() {
        try {
            Class.forName("java.util.logging.Logger", false, Log.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    static boolean isWanted() {
        return THERE && Lines.LOGGER.isLoggable(Level.FINE);
    }

    private static void say(String line) {
        Lines.LOGGER.logp(Level.FINE, null, null, line);
    }

    /** An exchange has a response, the results of an operation. */
    static byte[][] answered(String method, byte[][] results) {
        if (isWanted()) {
            Facts facts = new Facts(results);
            sources(results[Ops.RESPONSE_CREDENTIALS_LOG]);
            String tls = facts.text(Ops.RESPONSE_TLS_VERSION);
            String attempts = facts.text(Ops.RESPONSE_ATTEMPTS);
            say(method + " " + Forms.withoutSecrets(facts.text(Ops.RESPONSE_URL)) + " "
                    + facts.text(Ops.RESPONSE_STATUS) + " from " + facts.text(Ops.RESPONSE_PEER_ADDRESS)
                    + (tls.isEmpty() ? "" : " by " + tls)
                    + String.format(Locale.ROOT, " in %.1f ms", facts.number(Ops.RESPONSE_TIME_TOTAL, 0) / 1000.0)
                    + (attempts.isEmpty() || attempts.equals("1") ? "" : ", " + attempts + " attempts"));
        }
        return results;
    }

    /** What was said of the sources of credentials; a line begins with its time, which the logger's own stands for. */
    private static void sources(byte[] lines) {
        if (lines.length > 0) {
            for (String line : Text.decode(lines).split("\n")) {
                say(line.substring(line.indexOf(' ') + 1));
            }
        }
    }

    /** What a source of the caller's gave, or why it gave nothing. The library speaks for its own. */
    static void source(Supplier<Credentials> source, Credentials given, RuntimeException failure) {
        if (!isWanted() || source instanceof RoleSessions || source instanceof CertificateSessions) {
            return;
        }
        String what;
        if (failure != null) {
            what = "failed, " + failure.getClass().getSimpleName(); // its text may hold a secret
        } else {
            String id = String.valueOf(given.accessKeyId);
            what = "a key" + (id.length() > 8 ? " that ends in " + Text.show(id.substring(id.length() - 4)) : "") + ", "
                    + (given.expires == null
                            ? "without end"
                            : "until " + given.expires.truncatedTo(ChronoUnit.SECONDS));
        }
        say("credentials of a Supplier: " + what);
    }

    /** What was said of those of a signer since the last time. */
    static Void sources(Handle signer) {
        if (isWanted()) {
            sources(Ops.signerLog().run(signer)[Ops.LOG_LINES]);
        }
        return null;
    }

    /** The columns of a line of exchanges behind the method, as in core/op/ops.tsv. */
    private static final int[] EXCHANGE = {
        Ops.RESPONSE_STATUS,
        Ops.RESPONSE_URL,
        Ops.RESPONSE_ATTEMPTS,
        Ops.RESPONSE_PEER_ADDRESS,
        Ops.RESPONSE_TLS_VERSION,
        Ops.RESPONSE_TLS_CIPHER,
        Ops.RESPONSE_TLS_ALPN,
        Ops.RESPONSE_TIME_TOTAL
    };

    /** The exchanges of a call that makes several. */
    static void exchanges(byte[] lines) {
        if (!isWanted() || lines.length == 0) {
            return;
        }
        for (String line : Text.decode(lines).split("\n")) {
            String[] columns = line.split("\t", -1);
            byte[][] results = new byte[Ops.RESPONSE_COUNT][0];
            for (int i = 0; i < EXCHANGE.length; i++) {
                results[EXCHANGE[i]] = columns[i + 1].getBytes(StandardCharsets.UTF_8);
            }
            answered(columns[0], results);
        }
    }

    /** Makes an exchange; one that fails has no response. */
    static <T> T exchange(String method, String url, Supplier<T> exchange) {
        try {
            return exchange.get();
        } catch (RuntimeException e) {
            failed(method, url, e);
            throw e;
        }
    }

    /** The same of one that ends later. */
    static <T> CompletableFuture<T> exchange(String method, String url, CompletableFuture<T> exchange) {
        if (isWanted()) {
            exchange.whenComplete((result, failure) -> {
                if (failure != null) {
                    failed(method, url, failure);
                }
            });
        }
        return exchange;
    }

    /** The texts of the library's exceptions hold no secrets; those of others may. */
    static void failed(String method, String url, Throwable failure) {
        if (isWanted()) {
            String why = failure instanceof SallyportException
                    ? ((SallyportException) failure).name() + ": " + ((SallyportException) failure).text()
                    : failure.getClass().getSimpleName();
            String request = method + " " + Forms.withoutSecrets(url);
            say(request.replaceAll("\\p{Cntrl}", "?") + " failed: " + why);
        }
    }
}
