package io.nextbest.systemtests;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the contracts say of their operations, by method and path. The OpenAPI processor reads a method's own comment
 * only, and a controller adds none to its contract's.
 */
final class ApiSummaries {

    private static final Pattern ROUTE =
            Pattern.compile("@(?:\\w+\\.)*(?<method>Get|Post|Put|Delete|Patch)\\(.*?\"(?<path>/[^\"]*)\".*\\)");

    private ApiSummaries() {}

    static Map<String, String> ofContracts() throws IOException {
        var summaries = new TreeMap<String, String>();
        for (Path file : Project.files()) {
            String name = Project.root().relativize(file).toString();
            if (name.startsWith("contracts/src/main/java") && name.endsWith(".java")) {
                summaries.putAll(of(Files.readString(file)));
            }
        }
        return summaries;
    }

    static Map<String, String> of(String text) {
        JavaSource source = JavaSource.parse(text);
        var summaries = new TreeMap<String, String>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                for (Tree member : type.getMembers()) {
                    if (type.getKind() == Tree.Kind.INTERFACE && member instanceof MethodTree method) {
                        for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
                            Matcher route = ROUTE.matcher(annotation.toString());
                            if (route.matches()) {
                                String key = route.group("method").toUpperCase(Locale.ROOT) + " " + route.group("path");
                                summaries.put(key, JavaSource.said(source.doc(method)));
                            }
                        }
                    }
                }
                return super.visitClass(type, nothing);
            }
        }.scan(source.unit(), null);
        return summaries;
    }

    /** One line per operation, as the resource of service-runtime keeps them. */
    static String asProperties(Map<String, String> summaries) {
        var text = new StringBuilder("# Written by ApiGoldenTest from the doc comments of the contracts.\n");
        summaries.forEach((route, said) -> text.append(route.replaceAll("([ :=])", "\\\\$1"))
                .append('=')
                .append(said)
                .append('\n'));
        return text.toString();
    }
}
