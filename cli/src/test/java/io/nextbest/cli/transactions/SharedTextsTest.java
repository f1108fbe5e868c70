package io.nextbest.cli.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.SplittableRandom;
import org.apache.poi.ss.usermodel.BuiltinFormats;
import org.apache.poi.ss.usermodel.DateUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts, dates and styles mean what POI takes them for. */
class SharedTextsTest {

    @Test
    void runsAreJoinedPhoneticRunsAreNotAndEscapedCharactersAreMeant() throws IOException {
        String xml = "<sst><si><t>plain</t></si><si><r><rPr><b/></rPr><t xml:space='preserve'>a </t></r><r><t>b</t></r>"
                + "<rPh sb='0' eb='1'><t>no</t></rPh><phoneticPr fontId='1'/></si><si/><si><t/></si>"
                + "<si><t>x_x000D_y_xZZZZ_&amp;</t></si><si><rPh sb='0' eb='1'><r><t>no</t></r></rPh><t>yes</t></si></sst>";

        assertThat(SharedTexts.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))))
                .containsExactly("plain", "a b", "", "", "x\ry_xZZZZ_&", "yes");
    }

    @Test
    void textsThatEndTooEarlyAreNotTakenForWhole() {
        byte[] cut = "<sst><si><t>plain</t></si>".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> SharedTexts.read(new ByteArrayInputStream(cut)))
                .isInstanceOf(NotUnderstood.class);
    }

    @Test
    void serialDatesAreThoseOfPoi() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 50_000; i++) {
            double serial = i < 130
                    ? i / 2.0
                    : random.nextBoolean()
                            ? random.nextInt(100_000) + random.nextInt(86_400_000) / 86_400_000.0
                            : random.nextInt(100_000) + (random.nextInt(86_400) + 0.5) / 86_400;
            boolean counts1904 = random.nextBoolean();
            LocalDateTime expected = DateUtil.getLocalDateTime(serial, counts1904, true);
            assertThat(SerialDates.at(serial, counts1904))
                    .as("serial %s, 1904 %s", serial, counts1904)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "General",
                "0",
                "0.00",
                "#,##0",
                "#,##0.00",
                "0%",
                "m/d/yy",
                "m/d/yy h:mm",
                "mm/dd/yyyy h:mm:ss",
                "yyyy-mm-dd",
                "yyyy-mm-dd hh:mm:ss",
                "yyyy-mm-dd h:mm",
                "[$-409]m/d/yy h:mm AM/PM;@",
                "d\" days\"",
                "dd.mm.yyyy",
                "mmm-yy",
                "@",
                "[h]:mm:ss",
                "0.00E+00",
                "\"d\"0"
            })
    void aFormatShowsADateWherePoiSaysSo(String code) {
        WorkbookStyle style = new WorkbookStyle();
        style.startElement("numFmt", name -> name.equals("numFmtId") ? "164" : code);
        style.startElement("cellXfs", name -> null);
        style.startElement("xf", name -> "164");

        assertThat(style.isDate(0)).isEqualTo(DateUtil.isADateFormat(164, code));
    }

    @Test
    void builtInFormatsShowDatesWherePoiSaysSo() {
        WorkbookStyle style = new WorkbookStyle();
        style.startElement("cellXfs", name -> null);
        for (int format = 0; format < 82; format++) {
            String id = Integer.toString(format);
            style.startElement("xf", name -> id);
            String code = BuiltinFormats.getBuiltinFormat(format);
            assertThat(style.isDate(format))
                    .as("format %d, %s", format, code)
                    .isEqualTo(DateUtil.isADateFormat(format, code == null ? "General" : code));
        }
    }
}
