package io.nextbest.systemtests;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/** How one Java file reads, judged by the JDK's own parser. */
final class TidyJava {

    static final int FILE_LINES = 400;
    static final int METHOD_LINES = 60;
    static final int PARAMETERS = 4;
    static final int CONSTRUCTOR_PARAMETERS = 7;
    static final int COLUMNS = 120;

    /** Values read from JSON or settings: as many members as the contract has. */
    private static final Set<String> VALUES = Set.of("Wire", "Serdeable", "ConfigurationProperties");

    private static final Pattern TODO = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b(?!.{0,3}#\\d)");

    private static final Pattern SOURCE = Pattern.compile("\\bSource(?: of [^:.]+)?:");

    private final String file;
    private final String source;
    private final JavaSource parsed;
    private final List<Finding> findings = new ArrayList<>();

    private TidyJava(String file, String source) {
        this.file = file;
        this.source = source;
        this.parsed = JavaSource.parse(source);
        if (!parsed.errors().isEmpty()) {
            throw new IllegalArgumentException(file + " does not parse: " + parsed.errors());
        }
    }

    static List<Finding> findings(String file, String source) {
        TidyJava tidy = new TidyJava(file, source);
        tidy.lines();
        tidy.trees();
        tidy.commentTexts();
        return tidy.findings;
    }

    private void add(long line, String what) {
        findings.add(new Finding(file, line, what));
    }

    /** A test's data may stand in one long string: the formatter does not break it either. */
    private void lines() {
        List<String> lines = source.lines().toList();
        if (lines.size() > FILE_LINES) {
            add(FILE_LINES + 1, "the file has %d lines, %d allowed".formatted(lines.size(), FILE_LINES));
        }
        for (int i = 0; i < lines.size(); i++) {
            boolean data = file.contains("/src/test/") && lines.get(i).contains("\"");
            if (lines.get(i).length() > COLUMNS && !data) {
                add(
                        i + 1,
                        "the line has %d columns, %d allowed"
                                .formatted(lines.get(i).length(), COLUMNS));
            }
        }
    }

    private void trees() {
        new TreeScanner<Void, ClassTree>() {
            @Override
            public Void visitClass(ClassTree type, ClassTree around) {
                type(type, around);
                return super.visitClass(type, type);
            }

            @Override
            public Void visitMethod(MethodTree method, ClassTree around) {
                method(method, around);
                return super.visitMethod(method, around);
            }

            @Override
            public Void visitLiteral(LiteralTree literal, ClassTree around) {
                if (literal.getValue() instanceof String text) {
                    TidySql.findings(file, text, line(literal), TidySql.schemaOf(file))
                            .forEach(findings::add);
                }
                return super.visitLiteral(literal, around);
            }
        }.scan(parsed.unit(), null);
    }

    private long line(Tree tree) {
        return parsed.line(tree);
    }

    /** A test's own factory of a row is read as the row's constructor. */
    private void method(MethodTree method, ClassTree around) {
        long length = parsed.lastLine(method) - line(method) + 1;
        if (length > METHOD_LINES) {
            add(line(method), "%s has %d lines, %d allowed".formatted(method.getName(), length, METHOD_LINES));
        }
        boolean constructor = method.getReturnType() == null;
        boolean ofRecord = constructor && around.getKind() == Tree.Kind.RECORD;
        boolean dictated = has(method.getModifiers(), Set.of("Override", "ParameterizedTest"));
        boolean row =
                file.contains("/src/test/") && !method.getModifiers().getFlags().contains(Modifier.PUBLIC);
        int allowed = constructor || row ? CONSTRUCTOR_PARAMETERS : PARAMETERS;
        int count = method.getParameters().size();
        if (count > allowed && !ofRecord && !dictated) {
            add(line(method), "%s takes %d parameters, %d allowed".formatted(method.getName(), count, allowed));
        }
    }

    private void type(ClassTree type, @Nullable ClassTree around) {
        if (type.getKind() == Tree.Kind.RECORD) {
            components(type);
        }
        boolean documented = file.startsWith("contracts/src/main") || file.startsWith("models/src/main");
        if (documented && isPublic(type, around) && !type.getSimpleName().isEmpty()) {
            documentation(type, around);
        }
    }

    /** A record with behaviour is a class; one of plain values, or a report to show, has as many members as facts. */
    private void components(ClassTree type) {
        long count = type.getMembers().stream()
                .filter(member -> member instanceof com.sun.source.tree.VariableTree field
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                .count();
        boolean shown = type.getSimpleName().toString().matches(".*(Report|Result)");
        if (count > CONSTRUCTOR_PARAMETERS && !shown && !has(type.getModifiers(), VALUES) && hasBehaviour(type)) {
            add(
                    line(type),
                    "%s has %d components, %d allowed".formatted(type.getSimpleName(), count, CONSTRUCTOR_PARAMETERS));
        }
    }

    private static boolean hasBehaviour(ClassTree type) {
        return type.getMembers().stream()
                .anyMatch(member ->
                        member instanceof MethodTree method && method.getReturnType() != null && !isAccessor(method));
    }

    /** Shows the record's own members in another form: no parameters, open to all. */
    private static boolean isAccessor(MethodTree method) {
        return method.getParameters().isEmpty()
                && method.getModifiers().getFlags().contains(Modifier.PUBLIC);
    }

    private static boolean isPublic(ClassTree type, @Nullable ClassTree around) {
        return type.getModifiers().getFlags().contains(Modifier.PUBLIC)
                || around != null && around.getKind() == Tree.Kind.INTERFACE;
    }

    /** In models, a formula's source is named by every public top-level type that computes. */
    private void documentation(ClassTree type, @Nullable ClassTree around) {
        String doc = parsed.doc(type);
        if (doc.isEmpty()) {
            add(line(type), type.getSimpleName() + " is public and has no doc comment");
            return;
        }
        boolean computes =
                type.getKind() == Tree.Kind.CLASS || type.getKind() == Tree.Kind.RECORD && hasBehaviour(type);
        if (file.startsWith("models/")
                && around == null
                && computes
                && !SOURCE.matcher(doc).find()) {
            add(line(type), type.getSimpleName() + " computes and names no \"Source:\" in its doc comment");
        }
    }

    private static boolean has(ModifiersTree modifiers, Set<String> annotations) {
        return modifiers.getAnnotations().stream()
                .map(annotation -> annotation.getAnnotationType().toString())
                .anyMatch(name -> annotations.contains(name.substring(name.lastIndexOf('.') + 1)));
    }

    private void commentTexts() {
        for (TidyComments.Comment comment : parsed.comments().joined(source)) {
            if (TODO.matcher(comment.text()).find()) {
                add(comment.line(), "an open end without an issue number: write \"TODO #12 …\" or do it");
            }
            if (!comment.isDoc() && isCode(comment.inside())) {
                add(comment.line(), "commented-out code: delete it, the history keeps it");
            }
        }
    }

    /** Text that parses as statements or members and is more than a word. */
    private static boolean isCode(String text) {
        if (text.lines().map(String::strip).noneMatch(line -> line.matches(".*[;{}]"))) {
            return false;
        }
        return parsesAsCode("class X { void x() {\n" + text + "\n} }")
                || parsesAsCode("class X {\n" + text + "\n}")
                || text.lines()
                        .anyMatch(line ->
                                line.strip().endsWith(";") && parsesAsCode("class X { void x() {\n" + line + "\n} }"));
    }

    private static boolean parsesAsCode(String wrapped) {
        JavaSource parsed = JavaSource.parse(wrapped);
        if (!parsed.errors().isEmpty()) {
            return false;
        }
        var counter = new TreeScanner<Void, Void>() {
            private int telling;

            @Override
            public Void scan(@Nullable Tree tree, Void nothing) {
                boolean wordOnly = tree instanceof ExpressionStatementTree statement
                        && statement.getExpression() instanceof IdentifierTree;
                if (tree != null && !wordOnly) {
                    telling++;
                }
                return super.scan(tree, nothing);
            }
        };
        counter.scan(parsed.unit(), null);
        return counter.telling > 8; // the wrapping class and method alone are 7 trees
    }
}
