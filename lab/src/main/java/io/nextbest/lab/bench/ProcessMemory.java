package io.nextbest.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process holds in memory, as Linux counts it. On other systems nothing is known, and said so by NaN. */
final class ProcessMemory {

    private ProcessMemory() {}

    /** Resident memory now, MiB, NaN where the system does not tell. */
    static double residentMiB(long pid) {
        return field(pid, "status", "VmRSS:");
    }

    /** The most that was resident so far, MiB. */
    static double peakMiB(long pid) {
        return field(pid, "status", "VmHWM:");
    }

    /** Its share of memory: pages used by n processes count 1/n, MiB. */
    static double proportionalMiB(long pid) {
        return field(pid, "smaps_rollup", "Pss:");
    }

    private static double field(long pid, String file, String name) {
        Path path = Path.of("/proc", Long.toString(pid), file);
        try {
            List<String> lines = Files.readAllLines(path);
            for (String line : lines) {
                if (line.startsWith(name)) {
                    return Double.parseDouble(line.substring(name.length())
                                    .replace("kB", "")
                                    .strip())
                            / 1024;
                }
            }
        } catch (IOException e) {
            return Double.NaN;
        }
        return Double.NaN;
    }
}
