package io.nextbest.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The project's own files, seen from whichever folder the tests are started in. */
final class Project {

    private static final Set<String> NOT_OURS = Set.of("target", "var", "dist", "data", "node_modules");

    private Project() {}

    /** The folder that holds the root pom. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("contracts"))) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException("not started inside the project");
            }
            folder = parent;
        }
        return folder;
    }

    static List<Path> modules() throws IOException {
        try (Stream<Path> folders = Files.list(root())) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .toList();
        }
    }

    /** Modules of every build, without those that a profile adds: these are compiled where somebody asks for them. */
    static List<Path> builtModules() throws IOException {
        String pom = Files.readString(root().resolve("pom.xml"));
        String listed = pom.substring(pom.indexOf("<modules>"), pom.indexOf("</modules>"));
        return modules().stream()
                .filter(module -> listed.contains("<module>" + module.getFileName() + "</module>"))
                .toList();
    }

    /** Every file under version control's eye: what is built, downloaded or hidden by the desk is left out. */
    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root())) {
            return all.filter(file -> ours(root().relativize(file)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static boolean ours(Path relative) {
        for (Path name : relative) {
            String text = name.toString();
            boolean hidden = text.startsWith(".") && text.length() > 1;
            if (NOT_OURS.contains(text) || hidden && !text.equals(".mvn") && !text.equals(".ci")) {
                return false;
            }
        }
        return true;
    }
}
