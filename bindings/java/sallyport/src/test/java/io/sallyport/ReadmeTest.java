package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sessions of README.md run and print what they should. */
final class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?class (\\w+) .*?)^```$");

    private final Lab lab = Lab.start();

    /** Addresses of `make lab` as those of the stand-ins that this test has. */
    private String atTheLab(String source, String service, String port) {
        return source.replace(":10443", ":" + lab.number(service + "/" + port))
                .replace("port(10443)", "port(" + lab.number(service + "/" + port) + ")")
                .replaceAll("127\\.0\\.0\\.1[123]", lab.text(service + "/address"))
                .replace("http://127.0.0.14:18081", lab.text("metadata/hardened"))
                .replace("build/lab/", lab.text("directory") + "/");
    }

    @Test
    void sessionsPrintWhatTheyShould(@TempDir Path directory) throws Exception {
        Map<String, String> sessions = new LinkedHashMap<>();
        Matcher block = BLOCK.matcher(Checkout.text(Checkout.root().resolve("bindings/java/README.md")));
        while (block.find()) {
            sessions.put(block.group(2), block.group(1));
        }
        assertEquals("[Sign, Arrow, Reach, Publish, Verify]", sessions.keySet().toString());
        sessions.replaceAll((name, source) -> {
            switch (name) {
                case "Reach":
                    return atTheLab(source, "reach", "port");
                case "Publish":
                    return atTheLab(source, "iot", "port_443");
                default:
                    return atTheLab(source, "aws", "port");
            }
        });
        Map<String, String> printed = new LinkedHashMap<>();
        for (Map.Entry<String, String> session : sessions.entrySet()) {
            Path file = directory.resolve(session.getKey() + ".java");
            Files.write(file, session.getValue().getBytes(StandardCharsets.UTF_8));
            Jvm jvm = new Jvm();
            if (session.getKey().equals("Arrow")) {
                jvm.with("--add-opens=java.base/java.nio=ALL-UNNAMED");
            }
            printed.put(session.getKey(), jvm.run(file));
        }
        assertTrue(
                printed.get("Sign")
                        .matches("(?s)https://\\S+ Headers\\[Host, .*Authorization\\]\n"
                                + "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d+/ap-northeast-1/autoscaling-plans/"
                                + "aws4_request\n"
                                + "https://bucket.s3.eu-west-1.amazonaws.com/a%20report.csv\\?X-Amz-Algorithm.*\n"),
                printed.get("Sign"));
        assertTrue(
                printed.get("Arrow")
                        .matches("(?s).*null https://bucket.s3.eu-west-1.amazonaws.com/a%20report.csv\\?X-Amz-Algorithm"
                                + "[^\n]+\nINVALID_URL null\nnull null\n"),
                printed.get("Arrow"));
        assertTrue(
                printed.get("Reach").contains("200 from " + lab.text("reach/address") + " by TLS 1.3\n"),
                printed.get("Reach"));
        assertTrue(
                printed.get("Reach").contains("CERTIFICATE_NAME_MISMATCH: Keep the real name"), printed.get("Reach"));
        assertEquals("200 with x-amzn-http-ca\nTOPIC_INVALID\n", printed.get("Publish"));
        assertTrue(printed.get("Verify").matches("i-lab\\d+ in \\S+\nIDENTITY_REPLAYED\n"), printed.get("Verify"));
    }
}
