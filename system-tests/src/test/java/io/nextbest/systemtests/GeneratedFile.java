package io.nextbest.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the repository that a test writes: it must equal what the code says now. */
final class GeneratedFile {

    /** Documented in CONTRIBUTING.md. */
    static final String FLAG = "regenerate";

    private GeneratedFile() {}

    static void check(String relative, String now) throws IOException {
        Path file = Project.root().resolve(relative);
        if (Boolean.getBoolean(FLAG)) {
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, now);
        }
        assertThat(file).as("missing: run the test with -D" + FLAG + "=true").exists();
        assertThat(now)
                .as("%s tells of older code: run the test with -D%s=true and read the change", relative, FLAG)
                .isEqualTo(Files.readString(file));
    }
}
