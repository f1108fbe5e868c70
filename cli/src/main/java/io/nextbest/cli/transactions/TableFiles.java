package io.nextbest.cli.transactions;

import io.nextbest.cli.CommandFailure;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.poi.poifs.crypt.Decryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/** Opens a file by what it holds, whatever its name says, or says in one sentence why it cannot be read. */
final class TableFiles {

    private static final int ZIP = 0x504B0304;
    private static final int OLE2 = 0xD0CF11E0;
    private static final int GZIP = 0x1F8B;
    private static final int PARQUET = 0x50415231;
    private static final long TEXT_LIMIT = 512L << 20;

    private TableFiles() {}

    static TableFile open(Path file, Charset charset) {
        int magic = magic(file);
        if (magic == ZIP) {
            checkWorkbook(file);
            return Workbook.open(file);
        }
        if (magic == OLE2) {
            throw new CommandFailure("%s %s".formatted(file, oldWorkbook(file.toFile())));
        }
        if (magic == PARQUET) {
            throw new CommandFailure(
                    "%s is a Parquet file, which only train segmentation --engine spark reads; export it as .csv."
                            .formatted(file));
        }
        return CsvTable.open(file, charset, magic >>> 16 == GZIP);
    }

    private static int magic(Path file) {
        if (!Files.exists(file)) {
            throw new CommandFailure("There is no file %s; check the path.".formatted(file));
        }
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure("%s is not a file; name one .xlsx, .csv or .csv.gz file".formatted(file)
                    + " (only train segmentation --engine spark reads folders).");
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(4);
        } catch (IOException e) {
            throw new CommandFailure("%s cannot be read (%s); check its permissions.".formatted(file, why(e)), e);
        }
        if (start.length == 0) {
            throw new CommandFailure("%s is empty; export it again.".formatted(file));
        }
        int magic = 0;
        for (int i = 0; i < 4; i++) {
            magic = magic << 8 | (i < start.length ? start[i] & 0xFF : 0);
        }
        return magic;
    }

    /** The table of contents of a ZIP archive is its end: a file that was cut has none. */
    private static void checkWorkbook(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.getEntry("xl/workbook.xml") == null) {
                throw new CommandFailure(
                        "%s is a ZIP archive but not an .xlsx workbook; save the table as .xlsx or .csv."
                                .formatted(file));
            }
            ZipEntry texts = zip.getEntry("xl/sharedStrings.xml");
            if (texts != null && texts.getSize() > TEXT_LIMIT) {
                throw new CommandFailure("%s holds %,d MB of distinct texts, %,d MB are read; save the table as .csv."
                        .formatted(file, texts.getSize() >> 20, TEXT_LIMIT >> 20));
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    "%s starts as a workbook but its end is missing (%s); copy or download it again."
                            .formatted(file, why(e)),
                    e);
        }
    }

    private static String oldWorkbook(File file) {
        try (POIFSFileSystem ole = new POIFSFileSystem(file, true)) {
            if (ole.getRoot().hasEntryCaseInsensitive(Decryptor.DEFAULT_POIFS_ENTRY)) {
                return "is encrypted; save it without a password.";
            }
            return "is an old binary document (.xls?); save the table as .xlsx or .csv.";
        } catch (IOException | RuntimeException e) {
            return "is a damaged old binary document; export it again as .xlsx or .csv.";
        }
    }

    static String why(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
