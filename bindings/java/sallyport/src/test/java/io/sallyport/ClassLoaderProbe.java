package io.sallyport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Uses the library from several class loaders at once, in one of them under another package name. */
final class ClassLoaderProbe {
    private ClassLoaderProbe() {}

    /** Has its own copy of the classes, renamed as a build tool would: "io.sallyport" becomes another ten letters. */
    private static final class Copy extends URLClassLoader {
        private final String root;

        Copy(URL classes, String root) {
            super(new URL[] {classes}, null);
            this.root = root;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!name.startsWith(root + ".sallyport.")) {
                throw new ClassNotFoundException(name);
            }
            String file = "io" + name.substring(2).replace('.', '/') + ".class";
            try (InputStream stream = findResource(file).openStream()) {
                String text = new String(read(stream), StandardCharsets.ISO_8859_1)
                        .replace("io/sallyport", root + "/sallyport")
                        .replace("io.sallyport", root + ".sallyport");
                byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        public URL getResource(String name) {
            return super.getResource(name.replace(root + "/sallyport", "io/sallyport"));
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            return super.getResourceAsStream(name.replace(root + "/sallyport", "io/sallyport"));
        }

        private static byte[] read(InputStream stream) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] part = new byte[8192];
            for (int count = stream.read(part); count >= 0; count = stream.read(part)) {
                all.write(part, 0, count);
            }
            return all.toByteArray();
        }
    }

    private static Object call(Object on, String method) throws ReflectiveOperationException {
        return on.getClass().getMethod(method).invoke(on);
    }

    /** Signs by reflection, as the classes are others than this one sees. */
    private static String sign(ClassLoader loader, String root) throws ReflectiveOperationException {
        Object builder = loader.loadClass(root + ".sallyport.Signer")
                .getMethod("builder")
                .invoke(null);
        builder.getClass().getMethod("accessKeyId", String.class).invoke(builder, Examples.KEY_ID);
        builder.getClass().getMethod("secretAccessKey", String.class).invoke(builder, Examples.SECRET);
        Object signer = call(builder, "build");
        Method sign = signer.getClass().getMethod("sign", String.class, String.class);
        String last = null;
        for (int i = 0; i < 20_000; i++) {
            last = (String) call(sign.invoke(signer, "GET", Examples.URL), "canonicalRequest");
        }
        call(signer, "close");
        return last.replaceAll("2[0-9]{7}T[0-9]{6}Z", "DATE");
    }

    public static void main(String[] arguments) throws Exception {
        URL classes = Signer.class.getProtectionDomain().getCodeSource().getLocation();
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<String>> results = new ArrayList<>();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (String root : new String[] {"io", "io", "io", "my"}) {
            Copy copy = new Copy(classes, root);
            loaders.add(new WeakReference<>(copy));
            results.add(threads.submit(() -> sign(copy, root)));
        }
        String own = sign(ClassLoaderProbe.class.getClassLoader(), "io");
        for (Future<String> result : results) {
            if (!result.get().equals(own)) {
                throw new AssertionError(result.get() + " is not " + own);
            }
        }
        System.out.println(results.size() + " class loaders agree");
        threads.shutdownNow();
        results.clear();
        for (WeakReference<ClassLoader> loader : loaders) {
            while (loader.get() != null) { // the time limit of the process ends it
                System.gc();
                Thread.sleep(20);
            }
        }
        System.out.println("and can be collected");
    }
}
