package io.nextbest.systemtests;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SQL says which schema a table is in, and only its own service's. Read by pattern: keywords are in capitals by our
 * style, so capitals tell SQL from prose.
 */
final class TidySql {

    private static final Pattern STATEMENT = Pattern.compile(
            "^\\s*(?:--.*\\s+)*(WITH|SELECT|INSERT INTO|UPDATE|DELETE FROM|COPY|CREATE|ALTER|DROP|TRUNCATE|LOCK)\\b",
            Pattern.MULTILINE);
    private static final Pattern SMALL = Pattern.compile(
            "^\\s*(select\\s.*\\sfrom|insert into|update \\S+ set|delete from|truncate table)\\s", Pattern.DOTALL);
    private static final Pattern TABLE =
            Pattern.compile("\\b(?<key>FROM|JOIN|INTO|UPDATE|TABLE|TRUNCATE|COPY|REFERENCES|ON)\\s+"
                    + "(?:(?:IF\\s+NOT\\s+EXISTS|IF\\s+EXISTS|ONLY|LATERAL|TABLE)\\s+)*"
                    + "(?<name>[a-zA-Z_%$<][\\w.%$<>{}]*)(?<call>\\s*\\()?");
    private static final Pattern OWN_NAME =
            Pattern.compile("(?:\\b(?:WITH|RECURSIVE)\\s+|\\)\\s*,\\s*)(\\w+)(?:\\s*\\([^)]*\\))?\\s+AS\\b"
                    + "|\\bTEMP(?:ORARY)?\\s+TABLE\\s+(\\w+)");
    private static final Pattern NOT_A_TABLE =
            Pattern.compile("\\b(?:FOR|DO)\\s+UPDATE|\\bDISTINCT\\s+FROM|\\b(?i:EXTRACT|SUBSTRING|TRIM|OVERLAY)"
                    + "\\s*\\([^()]*\\bFROM|\\bON\\s+CONFLICT"
                    + "|\\bON\\s+(?:UPDATE|DELETE)\\b|\\bON\\s+COMMIT");
    private static final Set<String> WORDS = Set.of("SET", "SELECT", "STDIN", "STDOUT", "VALUES", "UNNEST");
    private static final Set<String> SYSTEM = Set.of("pg_catalog", "information_schema", "pg_temp");

    private TidySql() {}

    /** The schema that a file may name: its service's; null where any may be named by a parameter only. */
    static @Nullable String schemaOf(String file) {
        String module = file.replace('\\', '/').split("/", 2)[0];
        return switch (module) {
            case "segmentation-agent", "content-agent", "reward-agent", "timing-agent", "engagement-agent" ->
                module.replace("-agent", "");
            case "orchestrator" -> "orchestrator";
            default -> null;
        };
    }

    static List<Finding> findings(String file, String sql, long firstLine, @Nullable String schema) {
        List<Finding> findings = new ArrayList<>();
        if (SMALL.matcher(sql).find()) {
            findings.add(new Finding(file, firstLine, "SQL keywords are written in capitals"));
        }
        if (!STATEMENT.matcher(sql).find() || schema == null) {
            return findings;
        }
        String text = blanked(sql);
        Set<String> own = ownNames(sql);
        Matcher table = TABLE.matcher(text);
        while (table.find()) {
            String name = table.group("name");
            String key = table.group("key");
            if (key.equals("ON") && !isIndex(text, table.start())
                    || WORDS.contains(name)
                    || own.contains(name)
                    || table.group("call") != null && (key.equals("FROM") || key.equals("JOIN"))) {
                continue;
            }
            String owner = name.contains(".") ? name.substring(0, name.indexOf('.')) : "";
            if (!owner.equals(schema) && !SYSTEM.contains(owner)) {
                long line = firstLine + sql.substring(0, table.start()).lines().count() - 1;
                findings.add(new Finding(
                        file,
                        Math.max(firstLine, line),
                        "SQL names %s, not %s.%s".formatted(name, schema, bare(name))));
            }
        }
        return findings;
    }

    private static String bare(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** ON names a table only in CREATE INDEX; elsewhere it begins a condition. */
    private static boolean isIndex(String text, int on) {
        String before = text.substring(text.lastIndexOf(';', on) + 1, on);
        return before.contains("INDEX");
    }

    private static Set<String> ownNames(String sql) {
        Set<String> names = new HashSet<>();
        Matcher own = OWN_NAME.matcher(sql);
        while (own.find()) {
            names.add(own.group(1) == null ? own.group(2) : own.group(1));
        }
        return names;
    }

    /** The same text, same length, without comments, quoted values and words that only look like table keywords. */
    private static String blanked(String sql) {
        String text = sql;
        for (Pattern noise : List.of(Pattern.compile("--[^\\n]*"), Pattern.compile("'[^']*'"), NOT_A_TABLE)) {
            text = noise.matcher(text)
                    .replaceAll(found -> " ".repeat(found.group().length()));
        }
        return text;
    }
}
