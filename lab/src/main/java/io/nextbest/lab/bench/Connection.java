package io.nextbest.lab.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * One kept-alive HTTP/1.1 connection, as light as can be: the generator of the load shares the cores with what it
 * loads, so its own cost must be small. Only to the loopback.
 */
final class Connection implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] body = new byte[1 << 20];
    private int length;

    Connection(URI target) throws IOException {
        InetAddress address = InetAddress.getByName(target.getHost());
        if (!address.isLoopbackAddress()) {
            throw new IOException("load goes to the loopback only, not to " + target.getHost());
        }
        socket = new Socket(address, target.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = socket.getOutputStream();
    }

    /** The bytes of a request, to be sent as often as wanted. */
    static byte[] request(String method, URI target, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + target.getRawPath() + " HTTP/1.1\r\nHost: " + target.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[start.length + bytes.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(bytes, 0, request, start.length, bytes.length);
        return request;
    }

    /** Sends a request, reads its whole answer and returns the status. */
    int send(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        int status = Integer.parseInt(line().substring(9, 12));
        int announced = -1;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                announced = Integer.parseInt(header.substring(15).strip());
            } else if (header.regionMatches(true, 0, "transfer-encoding: chunked", 0, 26)) {
                chunked = true;
            }
        }
        length = 0;
        if (chunked) {
            for (int size = chunk(); size > 0; size = chunk()) {
                read(size);
                line();
            }
            line();
        } else {
            read(Math.max(0, announced));
        }
        return status;
    }

    /** The body of the last answer. */
    String body() {
        return new String(body, 0, length, StandardCharsets.UTF_8);
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private void read(int bytes) throws IOException {
        if (length + bytes > body.length) {
            throw new IOException("an answer of over a megabyte");
        }
        if (in.readNBytes(body, length, bytes) < bytes) {
            throw new EOFException("the connection was closed in the middle of an answer");
        }
        length += bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
