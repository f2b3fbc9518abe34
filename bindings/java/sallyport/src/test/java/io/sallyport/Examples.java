package io.sallyport;

import java.util.Arrays;

/** Values that many tests share. */
final class Examples {
    static final String KEY_ID = "AKIDEXAMPLE";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    static final String URL = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";

    private Examples() {}

    static Signer.Builder signer() {
        return Signer.builder().accessKeyId(KEY_ID).secretAccessKey(SECRET);
    }

    static String repeat(char c, int count) {
        char[] text = new char[count];
        Arrays.fill(text, c);
        return new String(text);
    }
}
