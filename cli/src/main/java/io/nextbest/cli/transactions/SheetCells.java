package io.nextbest.cli.transactions;

import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Hands a sheet's XML from a complete parser to {@link SheetRows}: for sheets that {@link SheetScanner} leaves. */
final class SheetCells extends DefaultHandler {

    private final SheetRows rows;

    SheetCells(SheetRows rows) {
        this.rows = rows;
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes) throws SAXException {
        try {
            switch (name) {
                case "c" ->
                    rows.startCell(attributes.getValue("r"), attributes.getValue("t"), attributes.getValue("s"));
                case "row" -> rows.startRow(attributes.getValue("r"));
                case "dimension" -> rows.announce(attributes.getValue("ref"));
                default -> rows.startElement(name);
            }
        } catch (SheetRows.Refused e) {
            throw new SAXException(e.sentence());
        }
    }

    @Override
    public void characters(char[] text, int start, int length) {
        if (rows.isCollecting()) {
            rows.append(text, start, length);
        }
    }

    @Override
    public void endElement(String uri, String name, String qualified) throws SAXException {
        try {
            switch (name) {
                case "c" -> rows.endCell();
                case "row" -> rows.endRow();
                default -> rows.endElement(name);
            }
        } catch (SheetRows.Refused e) {
            throw new SAXException(e.sentence());
        }
    }
}
