package io.nextbest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @TempDir
    private Path folder;

    @Test
    void isHeldByOneAtATime() {
        try (Home first = Home.open(folder)) {
            assertThatThrownBy(() -> Home.open(folder))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageStartingWith("Another Nextbest is running in " + first.folder());
        }
        Home.open(folder).close();
    }

    @Test
    void remembersWhatWasSettled() {
        try (Home home = Home.open(folder)) {
            assertThat(home.find("clock.offset")).isEmpty();
            home.keep("clock.offset", "PT-5H");
            home.keep("database.port", "1");
        }
        try (Home home = Home.open(folder)) {
            assertThat(home.find("clock.offset")).hasValue("PT-5H");
        }
    }

    @Test
    void aFolderThatCannotBeIsRefusedWithWhatToDo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> Home.open(file.resolve("home")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("set NEXTBEST_HOME to one that can");
    }
}
