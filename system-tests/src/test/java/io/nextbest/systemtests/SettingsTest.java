package io.nextbest.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/** docs/settings.md names every setting: each configuration record and each variable of the settings files. */
class SettingsTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(?<name>[A-Z_]+)(?::(?<default>`[^`]*`|[^}]*))?}");

    private static final String HEAD = """
            # Settings

            Written by `SettingsTest` from the code; [CONTRIBUTING.md](../CONTRIBUTING.md) says how to write it again.

            A setting is given as a command-line argument (`--database.pool-size=4`), as an environment variable
            (`DATABASE_POOL_SIZE=4`) or in a file named by `MICRONAUT_CONFIG_FILES`. All are read and checked at
            start; a name that nobody reads stops the start.
            """;

    @Test
    void everySettingIsDocumented() throws IOException {
        GeneratedFile.check("docs/settings.md", document());
    }

    @Test
    void aRecordOfSettingsIsReadWithItsDefaultsAndLimits() {
        var sections = new TreeMap<String, String>();
        read(sections, "x-agent", """
                /**
                 * Settings of x.
                 *
                 * @param pageSize rows
                 *     at once
                 */
                @ConfigurationProperties("x-y")
                record XConfiguration(
                        @Bindable(defaultValue = "7") @Min(2) @Max(20) int pageSize, @NotBlank String name) {
                    static final int A = 1;
                }
                """);

        assertThat(sections.get("x-y"))
                .contains("Settings of x.")
                .contains("| `x-y.page-size` | `X_Y_PAGE_SIZE` | `7` | int, at least 2, at most 20 | rows at once |")
                .contains("| `x-y.name` | `X_Y_NAME` | required | String, not blank |  |")
                .doesNotContain("`x-y.a`");
    }

    static String document() throws IOException {
        var sections = new TreeMap<String, String>();
        var variables = new TreeMap<String, String>();
        for (Path file : Project.files()) {
            String name = Project.root().relativize(file).toString().replace('\\', '/');
            String module = name.split("/", 2)[0];
            if (name.contains("/src/main/java/") && name.endsWith(".java")) {
                read(sections, module, Files.readString(file));
            } else if (name.matches("[^/]+/src/main/resources/application[^/]*\\.yml")) {
                variables(variables, module, Files.readString(file));
            }
        }
        return HEAD + String.join("", sections.values()) + """

                ## Variables of the settings files

                | Variable | Default | Setting | Read by |
                | --- | --- | --- | --- |
                """ + String.join("", variables.values());
    }

    private static void read(Map<String, String> sections, String module, String text) {
        if (!text.contains("@ConfigurationProperties(")) {
            return;
        }
        JavaSource source = JavaSource.parse(text);
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                prefix(type).ifPresent(prefix -> sections.put(prefix, section(source, type, prefix, module)));
                return super.visitClass(type, nothing);
            }
        }.scan(source.unit(), null);
    }

    private static Optional<String> prefix(ClassTree type) {
        return type.getModifiers().getAnnotations().stream()
                .filter(annotation -> name(annotation).equals("ConfigurationProperties"))
                .map(annotation -> value(annotation, "value"))
                .findFirst();
    }

    private static String section(JavaSource source, ClassTree type, String prefix, String module) {
        String doc = source.doc(type);
        Map<String, String> meanings = JavaSource.params(doc);
        var rows = new StringBuilder("""

                ## %s

                %s Read by %s.

                | Setting | Environment | Default | Values | Meaning |
                | --- | --- | --- | --- | --- |
                """.formatted(
                        prefix, JavaSource.said(doc), module.equals("service-runtime") ? "every service" : module));
        type.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
                .forEach(field -> rows.append(row(prefix, field, meanings)));
        return rows.toString();
    }

    private static String row(String prefix, VariableTree field, Map<String, String> meanings) {
        String member = field.getName().toString();
        String setting =
                prefix + "." + member.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        List<String> values = new ArrayList<>();
        values.add(field.getType().toString().replaceAll(".*\\.", ""));
        String byDefault = "required";
        for (AnnotationTree annotation : field.getModifiers().getAnnotations()) {
            if (name(annotation).equals("Bindable")) {
                String given = value(annotation, "defaultValue");
                byDefault = given.isEmpty() ? "empty" : "`" + given + "`";
            } else if (name(annotation).equals("Nullable")) {
                byDefault = "none";
            } else {
                values.add(limit(annotation));
            }
        }
        return "| `%s` | `%s` | %s | %s | %s |%n"
                .formatted(
                        setting,
                        setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"),
                        byDefault,
                        values.stream().filter(text -> !text.isEmpty()).collect(Collectors.joining(", ")),
                        meanings.getOrDefault(member, "").replace("|", "\\|"));
    }

    private static String limit(AnnotationTree annotation) {
        return switch (name(annotation)) {
            case "Min", "DecimalMin" -> "at least " + value(annotation, "value");
            case "Max", "DecimalMax" -> "at most " + value(annotation, "value");
            case "Positive" -> "above 0";
            case "PositiveOrZero" -> "0 or more";
            case "NotBlank", "NotEmpty" -> "not blank";
            case "Pattern" -> "like `" + value(annotation, "regexp").replace("|", "\\|") + "`";
            default -> "";
        };
    }

    private static String name(AnnotationTree annotation) {
        return annotation.getAnnotationType().toString().replaceAll(".*\\.", "");
    }

    private static String value(AnnotationTree annotation, String member) {
        return annotation.getArguments().stream()
                .filter(argument -> memberOf(argument).equals(member))
                .map(argument -> argument instanceof AssignmentTree named ? named.getExpression() : argument)
                .map(SettingsTest::text)
                .findFirst()
                .orElse("");
    }

    /** A lone argument is the annotation's value. */
    private static String memberOf(ExpressionTree argument) {
        return argument instanceof AssignmentTree named ? named.getVariable().toString() : "value";
    }

    private static String text(ExpressionTree expression) {
        return expression instanceof LiteralTree literal ? String.valueOf(literal.getValue()) : expression.toString();
    }

    /** Placeholders of a settings file, each with the path of the member that it fills. */
    private static void variables(Map<String, String> rows, String module, String yaml) {
        List<String> path = new ArrayList<>();
        for (String line : yaml.lines().toList()) {
            String bare = line.strip();
            if (bare.isEmpty() || bare.startsWith("#") || bare.startsWith("-")) {
                continue;
            }
            int depth = (line.length() - line.stripLeading().length()) / 2;
            while (path.size() > depth) {
                path.removeLast();
            }
            path.add(bare.substring(0, bare.indexOf(':')));
            Matcher variable = VARIABLE.matcher(bare);
            while (variable.find()) {
                String given = String.valueOf(variable.group("default")).replace("`", "");
                rows.put(
                        variable.group("name") + module,
                        "| `%s` | %s | `%s` | %s |%n"
                                .formatted(
                                        variable.group("name"),
                                        given.isEmpty() ? "empty" : "`" + given + "`",
                                        String.join(".", path),
                                        module.equals("service-runtime") ? "every service" : module));
            }
        }
    }
}
