package io.sallyport;

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

    private static void add(Map<String, String> env, String name, Options to) {
        to.set("env." + name, env.get(name));
    }

    /** AWS_* and HOME; null is this process's environment, in which the JVM knows the home of last resort. */
    static void aws(Map<String, String> env, Options to) {
        Map<String, String> from = env == null ? System.getenv() : env;
        if (env == null && !from.containsKey("HOME")) {
            to.set("env.HOME", System.getProperty("user.home"));
        }
        from.forEach((name, value) -> {
            if (Text.given(name, "a name in env").startsWith("AWS_") || name.equals("HOME")) {
                to.set("env." + name, value);
            }
        });
    }
}
