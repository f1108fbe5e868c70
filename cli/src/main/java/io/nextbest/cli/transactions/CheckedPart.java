package io.nextbest.cli.transactions;

import java.io.FilterInputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A part of a workbook as it is unpacked: what is larger than any sheet, or was damaged, ends with an error. */
final class CheckedPart extends FilterInputStream {

    private static final long ALWAYS_ALLOWED = 100 << 10;
    private static final long LARGEST = 0xFFFFFFFFL;

    private final ZipEntry part;
    private final long allowed;
    private final CRC32 sum = new CRC32();
    private long unpacked;

    /** @param most times that a part may grow when unpacked: a real sheet grows about 8 times */
    CheckedPart(ZipFile archive, ZipEntry part, int most) throws IOException {
        super(archive.getInputStream(part));
        this.part = part;
        this.allowed = Math.min(LARGEST, Math.max(ALWAYS_ALLOWED, part.getCompressedSize() * most));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        int read = super.read(into, from, most);
        if (read < 0) {
            if (part.getCrc() >= 0 && part.getCrc() != sum.getValue()) {
                throw new IOException("its part %s is damaged".formatted(part.getName()));
            }
            return read;
        }
        sum.update(into, from, read);
        unpacked += read;
        if (unpacked > allowed) {
            throw new IOException("its part %s unpacks to more than %,d times its size, which no real sheet does"
                    .formatted(part.getName(), allowed / Math.max(1, part.getCompressedSize())));
        }
        return read;
    }

    @Override
    public long skip(long most) throws IOException {
        throw new IOException("a part is read whole");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
