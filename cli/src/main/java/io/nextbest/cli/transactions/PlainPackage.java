package io.nextbest.cli.transactions;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A workbook's package as spreadsheet programs write it, opened in a few milliseconds where POI needs half a second in
 * a new process. Whatever is unusual about it is {@link NotUnderstood}, and POI opens it.
 *
 * <p>Source: ECMA-376 part 2 (package, relationships) and part 1, section 18.2.20 (sheets).
 */
final class PlainPackage implements Closeable {

    private static final int MOST_GROWTH = 100;

    private final ZipFile archive;
    private final WorkbookStyle style = new WorkbookStyle();
    private final List<Part> sheets = new ArrayList<>();
    private final List<String> texts;

    private record Part(String name, ZipEntry entry) {}

    private record Relationship(String type, ZipEntry entry) {}

    private PlainPackage(ZipFile archive) throws IOException {
        this.archive = archive;
        Relationship workbook = relationships("").values().stream()
                .filter(one -> one.type().equals("officeDocument"))
                .findFirst()
                .orElseThrow(() -> new NotUnderstood("the package names no workbook"));
        Map<String, Relationship> parts = relationships(workbook.entry().getName());
        readWorkbook(workbook.entry(), parts);
        ZipEntry styles = only(parts, "styles");
        if (styles != null) {
            readStyles(styles);
        }
        ZipEntry shared = only(parts, "sharedStrings");
        if (shared == null) {
            this.texts = List.of();
        } else {
            try (InputStream in = open(shared)) {
                this.texts = SharedTexts.read(in);
            }
        }
    }

    /** @throws NotUnderstood if POI should try */
    static PlainPackage open(Path file) throws IOException {
        ZipFile archive = new ZipFile(file.toFile());
        try {
            return new PlainPackage(archive);
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    WorkbookStyle style() {
        return style;
    }

    List<String> texts() {
        return texts;
    }

    int sheets() {
        return sheets.size();
    }

    String name(int sheet) {
        return sheets.get(sheet).name();
    }

    InputStream open(int sheet) throws IOException {
        return open(sheets.get(sheet).entry());
    }

    private InputStream open(ZipEntry entry) throws IOException {
        return new CheckedPart(archive, entry, MOST_GROWTH);
    }

    private void readWorkbook(ZipEntry entry, Map<String, Relationship> parts) throws IOException {
        try (InputStream in = open(entry)) {
            XmlBytes xml = new XmlBytes(in);
            for (XmlBytes.Token token = xml.next(); token != XmlBytes.Token.END; token = xml.next()) {
                if (token != XmlBytes.Token.OPEN && token != XmlBytes.Token.EMPTY) {
                    continue;
                }
                style.startElement(xml.name(), xml::attribute);
                if (xml.isNamed("sheet")) {
                    String name = xml.attribute("name");
                    Relationship part = parts.get(String.valueOf(xml.attribute("r:id")));
                    if (name == null || part == null || !part.type().equals("worksheet")) {
                        throw new NotUnderstood("a sheet has no part");
                    }
                    sheets.add(new Part(name, part.entry()));
                }
            }
        }
    }

    private void readStyles(ZipEntry entry) throws IOException {
        try (InputStream in = open(entry)) {
            XmlBytes xml = new XmlBytes(in);
            for (XmlBytes.Token token = xml.next(); token != XmlBytes.Token.END; token = xml.next()) {
                switch (token) {
                    case OPEN -> style.startElement(xml.name(), xml::attribute);
                    case EMPTY -> {
                        String name = xml.name();
                        style.startElement(name, xml::attribute);
                        style.endElement(name);
                    }
                    case CLOSE -> style.endElement(xml.name());
                    default -> {} // text says nothing here
                }
            }
        }
    }

    private static @Nullable ZipEntry only(Map<String, Relationship> parts, String type) {
        List<Relationship> found =
                parts.values().stream().filter(one -> one.type().equals(type)).toList();
        if (found.size() > 1) {
            throw new NotUnderstood("the workbook names two parts of one kind");
        }
        return found.isEmpty() ? null : found.getFirst().entry();
    }

    /** What a part refers to, by id; relationships to places outside of the package do not count. */
    private Map<String, Relationship> relationships(String part) throws IOException {
        int slash = part.lastIndexOf('/') + 1;
        String folder = part.substring(0, slash);
        Map<String, Relationship> found = new HashMap<>();
        try (InputStream in = open(entry(folder + "_rels/" + part.substring(slash) + ".rels"))) {
            XmlBytes xml = new XmlBytes(in);
            for (XmlBytes.Token token = xml.next(); token != XmlBytes.Token.END; token = xml.next()) {
                boolean one =
                        (token == XmlBytes.Token.OPEN || token == XmlBytes.Token.EMPTY) && xml.isNamed("Relationship");
                if (one && !"External".equals(xml.attribute("TargetMode"))) {
                    add(xml, folder, found);
                }
            }
        }
        return found;
    }

    private void add(XmlBytes xml, String folder, Map<String, Relationship> found) {
        String id = xml.attribute("Id");
        String type = xml.attribute("Type");
        String target = xml.attribute("Target");
        if (id == null || type == null || target == null) {
            throw new NotUnderstood("a relationship is incomplete");
        }
        String kind = type.substring(type.lastIndexOf('/') + 1);
        if (List.of("officeDocument", "worksheet", "styles", "sharedStrings").contains(kind)) {
            found.put(id, new Relationship(kind, entry(resolved(folder, target))));
        } else {
            found.put(id, new Relationship(kind, new ZipEntry(kind))); // never opened
        }
    }

    private static String resolved(String folder, String target) {
        try {
            String path = URI.create("/" + folder).resolve(target).normalize().getPath();
            return path.substring(1);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new NotUnderstood("a relationship's target is no path");
        }
    }

    private ZipEntry entry(String name) {
        ZipEntry entry = archive.getEntry(name);
        if (entry == null) {
            throw new NotUnderstood("the package lacks a part");
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
