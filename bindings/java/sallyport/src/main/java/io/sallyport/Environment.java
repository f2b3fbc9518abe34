package io.sallyport;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Variables as options: the native library never reads the environment itself. */
final class Environment {
    private static final String[] PROXY = {"HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"};
    private static final String[] TRUST = {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"};

    private Environment() {}

    static void proxy(Map<String, String> env, Options to) {
        for (String name : PROXY) {
            add(env, name, to);
            add(env, name.toLowerCase(Locale.ROOT), to);
        }
        add(env, "REQUEST_METHOD", to); // a CGI program, whose HTTP_PROXY is its client's Proxy header
    }

    static void trust(Map<String, String> env, Options to) {
        for (String name : TRUST) {
            add(env, name, to);
        }
    }

    /** Whether an option is a variable that proxy or trust passes on. */
    static boolean reaches(String option) {
        String name = option.startsWith("env.") ? option.substring("env.".length()) : "";
        return Arrays.asList(PROXY).contains(name.toUpperCase(Locale.ROOT))
                || Arrays.asList(TRUST).contains(name)
                || name.equals("REQUEST_METHOD");
    }

    private static void add(Map<String, String> env, String name, Options to) {
        to.set("env." + name, env.get(name));
    }

    /** AWS_* and HOME; null is this process's environment, in which the JVM knows the home of last resort. */
    static void aws(Map<String, String> env, Options to) {
        some("AWS_", env, to);
    }

    /** The whole of it: a credential_process gets it, and proxies and trusted roots are named there. */
    static void all(Map<String, String> env, Options to) {
        some("", env, to);
    }

    private static void some(String prefix, Map<String, String> env, Options to) {
        Map<String, String> from = env == null ? System.getenv() : env;
        if (env == null && !from.containsKey("HOME")) {
            to.set("env.HOME", System.getProperty("user.home"));
        }
        from.forEach((name, value) -> {
            if (Text.given(name, "a name in env").startsWith(prefix) || name.equals("HOME")) {
                to.set("env." + name, value);
            }
        });
    }
}
