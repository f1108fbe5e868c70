package io.nextbest.systemtests;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How documents and settings files read: titles, links, and nothing that is true on one machine only. */
final class TidyText {

    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\((?<target>[^)\\s]+)(?:\\s+\"[^\"]*\")?\\)");

    /** Where machines keep people's folders; an image's own folders are its own affair. */
    private static final Pattern PERSONAL_PATH =
            Pattern.compile("(?<![\\w.~}\\-])/(?:home|root|Users|work|mnt)/[\\w.\\-]+");

    private static final Pattern ADDRESS = Pattern.compile("\\b(?:https?|jdbc:\\w+)://(?<host>[A-Za-z0-9.\\-]+)");

    private TidyText() {}

    static List<Finding> markdown(String file, String text, Path folder) {
        List<Finding> findings = new ArrayList<>();
        List<String> lines = text.lines().toList();
        List<Long> titles = new ArrayList<>();
        boolean code = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.strip().startsWith("```")) {
                code = !code;
            } else if (!code && line.startsWith("# ")) {
                titles.add(i + 1L);
            }
            if (!code) {
                links(file, line.replaceAll("`[^`]*`", ""), i + 1L, folder).forEach(findings::add);
            }
        }
        if (titles.size() != 1) {
            long where = titles.size() > 1 ? titles.get(1) : 1;
            findings.add(new Finding(file, where, "a document has one \"# Title\", this one has " + titles.size()));
        }
        return findings;
    }

    private static List<Finding> links(String file, String line, long number, Path folder) {
        List<Finding> findings = new ArrayList<>();
        Matcher link = LINK.matcher(line);
        while (link.find()) {
            String target = link.group("target").replaceAll("#.*", "");
            boolean elsewhere = target.isEmpty() || target.contains("://") || target.startsWith("mailto:");
            if (!elsewhere && !Files.exists(folder.resolve(URLDecoder.decode(target, StandardCharsets.UTF_8)))) {
                findings.add(new Finding(file, number, "the link to " + target + " leads nowhere"));
            }
        }
        return findings;
    }

    static List<Finding> places(String file, String text, Set<String> hosts) {
        List<Finding> findings = new ArrayList<>();
        boolean image = file.contains("Dockerfile") || file.contains("compose");
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher path = PERSONAL_PATH.matcher(lines.get(i));
            if (!image && path.find()) {
                findings.add(new Finding(file, i + 1L, path.group() + " is a folder of one machine"));
            }
            Matcher address = ADDRESS.matcher(lines.get(i));
            while (address.find()) {
                String host = address.group("host").toLowerCase(java.util.Locale.ROOT);
                if (host.contains(".") && !host.matches("[\\d.]+") && !hosts.contains(host)) {
                    findings.add(new Finding(file, i + 1L, host + " is not among the public hosts of tidy/hosts.txt"));
                }
            }
        }
        return findings;
    }
}
