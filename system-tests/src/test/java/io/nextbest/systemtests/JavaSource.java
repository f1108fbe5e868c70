package io.nextbest.systemtests;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A Java source as the JDK's own parser reads it, with its comments.
 *
 * @param errors what the parser could not read, empty for a source that compiles
 */
record JavaSource(
        String text, CompilationUnitTree unit, SourcePositions positions, TidyComments comments, List<String> errors) {

    private static final Pattern PARAM = Pattern.compile("@param\\s+(\\w+)\\s+((?:(?!\\s@\\w)[\\s\\S])*)");
    private static final Pattern INLINE = Pattern.compile("\\{@(?<tag>\\w+)\\s+(?<text>[^}]*)}");

    static JavaSource parse(String text) {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        JavaFileObject held = new SimpleJavaFileObject(URI.create("string:///X.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, diagnostics, List.of("-proc:none"), null, List.of(held));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            List<String> errors = diagnostics.getDiagnostics().stream()
                    .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                    .map(Object::toString)
                    .toList();
            return new JavaSource(text, unit, Trees.instance(task).getSourcePositions(), TidyComments.of(text), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long line(Tree tree) {
        return unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
    }

    long lastLine(Tree tree) {
        return unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
    }

    /** The doc comment of a type, method or field, as plain text; empty where it has none. */
    String doc(Tree tree) {
        TidyComments.Comment doc = comments.docBefore((int) positions.getStartPosition(unit, tree), text);
        if (doc == null) {
            return "";
        }
        String plain = INLINE.matcher(doc.inside())
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group("tag").equals("code")
                                ? "`" + found.group("text") + "`"
                                : name(found.group("text"))));
        return plain.replaceAll("^\\*", "").replaceAll("<p>", "").strip();
    }

    /** A link's own words, or the last name of what it points to. */
    private static String name(String link) {
        return link.substring(1 + Math.max(link.lastIndexOf(' '), link.lastIndexOf('#')));
    }

    /** What a doc comment says before its first tag, in one line. */
    static String said(String doc) {
        return doc.replaceAll("(?s)(?:^|\\s)@(?:param|return|throws|see)\\s.*", "")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** The first sentence of a doc comment. */
    static String sentence(String doc) {
        String said = said(doc);
        int end = said.indexOf(". ");
        return end < 0 ? said : said.substring(0, end + 1);
    }

    /** What a doc comment says of each parameter. */
    static Map<String, String> params(String doc) {
        Map<String, String> params = new LinkedHashMap<>();
        Matcher param = PARAM.matcher(doc);
        while (param.find()) {
            params.put(param.group(1), param.group(2).replaceAll("\\s+", " ").strip());
        }
        return params;
    }
}
