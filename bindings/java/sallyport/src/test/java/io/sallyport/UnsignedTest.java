package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What of another library's request is signed, by each scheme. */
final class UnsignedTest {
    private static final String[][] FIELDS = {
        {"User-Agent", "a"},
        {"Content-Type", "text/plain"},
        {"X-Amz-Meta-A", "1"},
        {"x-oss-meta-a", "1"},
        {"x-acs-action", "DescribeInstances"},
        {"x-acs-version", "2014-05-26"},
        {"x-odps-user-agent", "a"},
        {"X-Amz-Date", "20150830T123600Z"},
        {"x-oss-date", "20150830T123600Z"},
        {"x-oss-security-token", "left over"},
    };

    private static SignedRequest signed(String scheme, String url, boolean readOnce) throws IOException {
        try (Signer signer = Examples.signer().scheme(scheme).build()) {
            Unsigned request = new Unsigned("PUT", url);
            for (String[] field : FIELDS) {
                request.header(field[0], field[1]);
            }
            if (readOnce) {
                request.bodyReadOnce();
            } else {
                request.body(out -> out.write(1));
            }
            return request.by(signer);
        }
    }

    @Test
    void eachSchemeSignsItsFields() throws IOException {
        String[][] table = {
            {"aws4", "https://bucket.s3.eu-west-1.amazonaws.com/k", "x-amz-meta-a:1"},
            {"aws4a", "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/k", "x-amz-meta-a:1"},
            {"acs3", "https://ecs.cn-shanghai.aliyuncs.com/", "x-acs-action:DescribeInstances"},
            {"odps4", "https://service.cn-hangzhou.maxcompute.aliyun.com/api/projects/p", "x-odps-user-agent:a"},
            {"oss4", "https://bucket.oss-cn-shanghai.aliyuncs.com/k", "x-oss-meta-a:1"},
        };
        for (String[] row : table) {
            SignedRequest signed = signed(row[0], row[1], false);
            // MaxCompute has no canonical request; what is signed is one text.
            String canonical = row[0].equals("odps4") ? signed.stringToSign() : signed.canonicalRequest();
            assertEquals(1, count(canonical, "\n" + row[2] + "\n"), canonical);
            assertEquals(0, count(canonical, "\nuser-agent:") + count(canonical, "left over"), canonical);
            if (row[0].equals("acs3")) { // it takes no body without hash
                assertThrows(SallyportException.class, () -> signed(row[0], row[1], true));
            } else {
                signed(row[0], row[1], true);
            }
        }
        for (int i = 0; i < 100; i++) { // most signatures have a slash
            signed("odps4", "https://service.cn-hangzhou.maxcompute.aliyun.com/api/projects/p" + i, true);
        }
        assertThrows(UsageException.class, () -> signed("aws4", "https://sts.eu-west-1.amazonaws.com/", true));
        assertThrows(UsageException.class, () -> signed("oss4", "http://bucket.oss-cn-shanghai.aliyuncs.com/k", true));
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }
}
