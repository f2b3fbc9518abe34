import io.sallyport.HttpsClient;
import io.sallyport.Request;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Measures a small GET on a connection that is open, ours and java.net.http's. Used by reach.py. */
public final class ReachBench {
    interface Get {
        byte[] get() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        String url = args[0] + "/small";
        HttpClient theirs = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(Path.of(args[1])))
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        try (HttpsClient ours = HttpsClient.builder().trustEnv(false).verify(Path.of(args[1])).build()) {
            Request mine = Request.builder("GET", url).build();
            Get[] gets = {
                () -> ours.send(mine).content(), () -> theirs.send(request, HttpResponse.BodyHandlers.ofByteArray()).body()
            };
            double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
            for (int round = 0; round < 40; round++) {
                for (int who = 0; who < 2; who++) {
                    long start = System.nanoTime();
                    for (int i = 0; i < 100; i++) {
                        if (gets[who].get().length != 2) throw new IllegalStateException("another body");
                    }
                    best[who] = Math.min(best[who], (System.nanoTime() - start) / 100.0);
                }
            }
            System.out.println("reach_get_java " + best[0] + "\nreach_get_javanethttp " + best[1]);
        }
    }

    private static SSLContext trusting(Path ca) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(ca)) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
