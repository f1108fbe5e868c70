package io.nextbest.systemtests.stack;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the source of the whole lies. */
final class Project {

    static final Path ROOT = find();

    private Project() {}

    private static Path find() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docker-compose.yml"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("run the tests inside the project");
            }
        }
        return folder;
    }
}
