package io.nextbest.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How every file reads. A finding names file and line; each rule is seen to find a planted fault. */
class TidyTest {

    private static final Set<String> TEXTS = Set.of(
            "java", "sql", "md", "xml", "yml", "yaml", "properties", "sh", "html", "js", "css", "txt", "json", "csv");
    private static final Set<String> NAMED_TEXTS =
            Set.of("nextbest", "Dockerfile", "Makefile", "NOTICE", "run", "jvm.config", ".gitignore", ".dockerignore");

    private static List<Finding> judge(String file, String text, Path folder, Set<String> hosts) {
        List<Finding> findings = new ArrayList<>(TidyText.places(file, text, hosts));
        if (file.endsWith(".java")) {
            findings.addAll(TidyJava.findings(file, text));
        } else if (file.endsWith(".sql")) {
            for (Finding finding : TidySql.findings(file, text, 1, TidySql.schemaOf(file))) {
                findings.add(finding);
            }
        } else if (file.endsWith(".md")) {
            findings.addAll(TidyText.markdown(file, text, folder));
        }
        return findings;
    }

    private static Set<String> hosts() throws IOException {
        try (var list = TidyTest.class.getResourceAsStream("/tidy/hosts.txt")) {
            assertThat(list).isNotNull();
            return new HashSet<>(new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        return NAMED_TEXTS.contains(name) || TEXTS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    @Test
    void everyFileIsTidy() throws IOException {
        List<Finding> findings = new ArrayList<>();
        int judged = 0;
        for (Path file : Project.files()) {
            if (isText(file) && Files.size(file) < 1_000_000) {
                String name = Project.root().relativize(file).toString();
                findings.addAll(judge(name, Files.readString(file), file.resolveSibling("."), hosts()));
                judged++;
            }
        }
        assertThat(judged).isGreaterThan(60);
        assertThat(findings).isEmpty();
    }

    /** @param found what the finding must say, empty where the text is tidy */
    record Sample(String file, String text, long line, String found) {

        @Override
        public String toString() {
            return file
                    + (found.isEmpty() ? " is tidy: " : " is found out: ")
                    + text.strip().lines().findFirst().orElse("");
        }
    }

    static Stream<Sample> samples() {
        return Stream.of(javaSamples(), commentSamples(), sqlSamples(), textSamples())
                .flatMap(List::stream);
    }

    private static List<Sample> javaSamples() {
        String model = "models/src/main/java/X.java";
        String contract = "contracts/src/main/java/X.java";
        return List.of(
                new Sample("X.java", "class X {\n" + "\n".repeat(400) + "}", 401, "the file has 402 lines"),
                new Sample("X.java", "class X {\n  void x() {\n" + "\n".repeat(59) + "}\n}", 2, "x has 61 lines"),
                new Sample("X.java", "class X {\n  void x() {\n" + "\n".repeat(58) + "}\n}", 0, ""),
                new Sample(
                        "X.java",
                        "class X {\n\n void x(int a, int b, int c, int d, int e) {} }",
                        3,
                        "takes 5 parameters"),
                new Sample("X.java", "class X {\n @Override void x(int a, int b, int c, int d, int e) {} }", 0, ""),
                new Sample(
                        "X.java",
                        "class X {\n X(int a, int b, int c, int d, int e, int f, int g, int h) {} }",
                        2,
                        "takes 8"),
                new Sample(
                        "X.java",
                        "record X(int a, int b, int c, int d, int e, int f, int g, int h) { int s(int x) { return a; } }",
                        1,
                        "8 components"),
                new Sample(
                        "X.java",
                        "@Wire\nrecord X(int a, int b, int c, int d, int e, int f, int g, int h) { int s() {} }",
                        0,
                        ""),
                new Sample("X.java", "class X {}\n//" + "x".repeat(119), 2, "121 columns"),
                new Sample(contract, "package x;\n\npublic class X {}", 3, "no doc comment"),
                new Sample(
                        contract,
                        "/** X. */\npublic interface X {\n  record Y() {}\n}",
                        3,
                        "Y is public and has no doc"),
                new Sample(contract, "/** X. */\npublic class X {}", 0, ""),
                new Sample(model, "/** X. */\npublic class X {}", 2, "names no \"Source:\""),
                new Sample(model, "/** X.\n * Source: Owen, 2013. */\npublic class X {}", 0, ""),
                new Sample(model, "/** A value. */\npublic record X(double a) {}", 0, ""));
    }

    private static List<Sample> commentSamples() {
        String open = "TO" + "DO";
        return List.of(
                new Sample("X.java", "class X {\n  // " + open + " later\n}", 2, "without an issue number"),
                new Sample("X.java", "class X {\n  // " + open + " #12 later\n}", 0, ""),
                new Sample("X.java", "class X {\n  // int a = 3;\n}", 2, "commented-out code"),
                new Sample("X.java", "class X {\n  // if (a) {\n  //     b();\n  // }\n}", 2, "commented-out code"),
                new Sample("X.java", "class X {\n  /* void x() { y(); } */\n}", 2, "commented-out code"),
                new Sample("X.java", "class X {\n  // first this; then that;\n}", 0, ""),
                new Sample("X.java", "class X {\n  // the mean is (1 + 2) / 2\n  int a;\n}", 0, ""),
                new Sample("X.java", "class X {\n  String a = \"// int a = 3;\";\n}", 0, ""));
    }

    private static List<Sample> sqlSamples() {
        String migration = "reward-agent/src/main/resources/db/reward/V1__tables.sql";
        String store = "reward-agent/src/main/java/RewardStore.java";
        return List.of(
                new Sample(migration, "\nCREATE TABLE stock (id text)", 2, "SQL names stock, not reward.stock"),
                new Sample(
                        migration,
                        "CREATE TABLE reward.stock (id text REFERENCES reward.reward ON DELETE CASCADE);",
                        0,
                        ""),
                new Sample(migration, "CREATE INDEX ON stock (id)", 1, "SQL names stock"),
                new Sample(
                        store,
                        "class X { String a = \"SELECT id FROM content.variant\"; }",
                        1,
                        "SQL names content.variant"),
                new Sample(
                        store,
                        "class X { String a = \"SELECT id FROM reward.a JOIN b ON a.id = b.id\"; }",
                        1,
                        "SQL names b"),
                new Sample(store, "class X {\n String a = \"\"\"\n SELECT id\n  FROM b\n\"\"\"; }", 3, "SQL names b"),
                new Sample(store, "class X { String a = \"select id from b\"; }", 1, "in capitals"),
                new Sample(
                        store,
                        "class X { String a = \"WITH b AS (SELECT 1) SELECT extract(day FROM x) FROM b\"; }",
                        0,
                        ""),
                new Sample(
                        store,
                        "class X { String a = \"INSERT INTO reward.a VALUES (1) ON CONFLICT DO UPDATE SET b = 2\"; }",
                        0,
                        ""),
                new Sample(store, "class X { String a = \"UPDATE the model FROM time to time\"; }", 1, "SQL names the"),
                new Sample(store, "class X { String a = \"An answer FROM nowhere\"; }", 0, ""));
    }

    private static List<Sample> textSamples() {
        String home = "/ho" + "me/";
        String host = "https:/" + "/registry.example.net/";
        return List.of(
                new Sample("a.md", "# One\n\n# Two", 3, "has 2"),
                new Sample("a.md", "Text", 1, "has 0"),
                new Sample("a.md", "# One\n```\n# no title\n```", 0, ""),
                new Sample("a.md", "# One\n[x](nowhere/at-all.md)", 2, "leads nowhere"),
                new Sample("a.md", "# One\n[x](pom.xml) [y](#z) [z](https://example.com/)", 0, ""),
                new Sample("a.yml", "a: 1\nb: " + home + "ann/x", 2, "a folder of one machine"),
                new Sample("a.yml", "b: " + host, 1, "not among the public hosts"),
                new Sample("a.yml", "b: http://localhost:5000/", 0, ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void findsThePlantedFault(Sample sample) throws IOException {
        List<Finding> findings = judge(sample.file(), sample.text(), Project.root(), hosts());

        if (sample.found().isEmpty()) {
            assertThat(findings).isEmpty();
        } else {
            assertThat(findings).anySatisfy(finding -> {
                assertThat(finding.what()).contains(sample.found());
                assertThat(finding.line()).isEqualTo(sample.line());
            });
        }
    }
}
