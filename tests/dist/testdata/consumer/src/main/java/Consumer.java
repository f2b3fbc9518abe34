import io.sallyport.Request;
import io.sallyport.Signer;
import java.time.Instant;

/** Signs with the library from the jar, and prints the signature. */
public final class Consumer {
    public static void main(String[] arguments) {
        Request request = Request.builder("GET", "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity")
                .time(Instant.ofEpochSecond(1440938160))
                .build();
        try (Signer signer = Signer.builder()
                .accessKeyId("AKIDEXAMPLE")
                .secretAccessKey("secret")
                .region("eu-west-1")
                .build()) {
            System.out.print(signer.sign(request).signature());
        }
    }
}
