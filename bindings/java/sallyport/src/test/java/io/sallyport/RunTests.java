package io.sallyport;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs test classes in a JVM with other options. */
final class RunTests {
    private RunTests() {}

    /** arguments: names of classes. */
    public static void main(String[] arguments) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String name : arguments) {
            request.selectors(selectClass(name));
        }
        LauncherDiscoveryRequest all = request.build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(all, listener);
        listener.getSummary().printFailuresTo(new PrintWriter(System.out, true));
        System.out.println(listener.getSummary().getTestsSucceededCount() + " tests succeeded");
        System.exit(listener.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
    }
}
