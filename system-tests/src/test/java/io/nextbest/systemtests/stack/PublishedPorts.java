package io.nextbest.systemtests.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The ports that {@code compose config} says are published, as "address:port"; "*:port" where it names no address. */
final class PublishedPorts {

    /** docker-compose 1.29: {@code - 127.0.0.1:5000:5000/tcp}. */
    private static final Pattern SHORT =
            Pattern.compile("^ *- [\"']?(?:([\\d.]+|\\[.*\\]):)?(\\d+):\\d+(?:/tcp)?[\"']?$", Pattern.MULTILINE);

    /** Compose v2: an object of several lines, of which the first is the mode. */
    private static final Pattern LONG = Pattern.compile("^( *)- mode: .*\\n((?:\\1  \\w.*\\n?)+)", Pattern.MULTILINE);

    private static final Pattern ADDRESS = Pattern.compile("host_ip: [\"']?([^\\s\"']+)");
    private static final Pattern PORT = Pattern.compile("published: [\"']?(\\d+)");

    private PublishedPorts() {}

    static List<String> in(String config) {
        var ports = new ArrayList<String>();
        SHORT.matcher(config)
                .results()
                .forEach(port -> ports.add((port.group(1) == null ? "*" : port.group(1)) + ":" + port.group(2)));
        LONG.matcher(config).results().forEach(port -> {
            String members = port.group(2);
            ports.add(first(ADDRESS, members, "*") + ":" + first(PORT, members, "?"));
        });
        return List.copyOf(ports);
    }

    private static String first(Pattern pattern, String text, String otherwise) {
        var found = pattern.matcher(text);
        return found.find() ? found.group(1) : otherwise;
    }
}
