package io.nextbest.cli.transactions;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.nextbest.cli.CommandFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** Comma-separated text by RFC 4180, packed with gzip or not; one sheet. A row's number is the line it starts on. */
final class CsvTable implements TableFile {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path file;
    private final Charset charset;
    private final boolean packed;
    private final Sheet sheet;

    private CsvTable(Path file, Charset charset, boolean packed) {
        this.file = file;
        this.charset = charset;
        this.packed = packed;
        this.sheet = readHeader();
    }

    static CsvTable open(Path file, Charset charset, boolean packed) {
        return new CsvTable(file, charset, packed);
    }

    @Override
    public String format() {
        return (packed ? "CSV, gzip, " : "CSV, ") + charset.name();
    }

    @Override
    public List<Sheet> sheets() {
        return List.of(sheet);
    }

    @Override
    public boolean counts1904() {
        return false;
    }

    @Override
    public void close() {}

    private Sheet readHeader() {
        Sheet[] found = {new Sheet(0, name(), List.of(), 0, -1)};
        records(record -> {
            List<String> header = record.getFields().stream()
                    .map(name -> name.replace(BYTE_ORDER_MARK, "").strip())
                    .toList();
            if (header.stream().anyMatch(name -> name.indexOf('\0') >= 0)) {
                throw new CommandFailure(
                        "%s is neither a workbook nor text; name one .xlsx, .csv or .csv.gz file.".formatted(file));
            }
            found[0] = new Sheet(0, name(), header, record.getStartingLineNumber(), -1);
            return false;
        });
        return found[0];
    }

    @Override
    public void read(Sheet sheet, Consumer<Row> rows) {
        Row row = new Row();
        records(record -> {
            if (record.getStartingLineNumber() > sheet.headerRow()) {
                row.start(0, record.getStartingLineNumber());
                for (int column = 0; column < record.getFieldCount(); column++) {
                    row.setText(column, record.getField(column));
                }
                if (!row.isBlank()) {
                    rows.accept(row);
                }
            }
            return true;
        });
    }

    /** Gives records until the reader has had enough. */
    private void records(Predicate<CsvRecord> reader) {
        try (Reader text = new InputStreamReader(
                        unpacked(),
                        charset.newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT));
                CsvReader<CsvRecord> csv =
                        CsvReader.builder().skipEmptyLines(true).ofCsvRecord(text)) {
            for (CsvRecord record : csv) {
                if (!reader.test(record)) {
                    return;
                }
            }
        } catch (CharacterCodingException e) {
            throw notText(e);
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof CharacterCodingException coding
                    ? notText(coding)
                    : damaged(Objects.requireNonNull(e.getCause()));
        } catch (CsvParseException e) {
            throw e.getCause() instanceof CharacterCodingException coding ? notText(coding) : damaged(e);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private InputStream unpacked() throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        return packed ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private CommandFailure notText(Exception cause) {
        return new CommandFailure(
                "%s is not %s text; say its encoding, for example --encoding ISO-8859-1."
                        .formatted(file, charset.name()),
                cause);
    }

    private CommandFailure damaged(Exception cause) {
        return new CommandFailure(
                "%s is damaged or cut (%s); copy or download it again.".formatted(file, TableFiles.why(cause)), cause);
    }

    private String name() {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }
}
