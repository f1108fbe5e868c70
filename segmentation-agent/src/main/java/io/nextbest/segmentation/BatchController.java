package io.nextbest.segmentation;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP face of {@link SegmentationBatch}. Rows stream in; answers wait in a file until the last row is read, since
 * the server answers nobody who is still speaking, and most callers listen only then. So neither is ever held in
 * memory, and an answer is whole or refused.
 */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class BatchController {

    private static final String LINES = "application/x-ndjson";
    private static final String TABLE = "text/csv";

    private final SegmentationBatch batch;
    private final Segmentation segmentation;

    BatchController(SegmentationBatch batch, Segmentation segmentation) {
        this.batch = batch;
        this.segmentation = segmentation;
    }

    /**
     * Assigns rows of customers ({@code {"customer_id":"12347"}}) or of figures, one JSON object a line, or a CSV table
     * with the same names. One line of JSON per row in the same order; a row that cannot be answered gets a line with
     * its number and the error, and the others their answers.
     *
     * @param model "standard", "parity" or "value" (customers only); the setting's if left out
     */
    @Post(
            value = "/v1/segmentation/batch",
            consumes = {LINES, TABLE},
            produces = LINES)
    StreamedFile assign(HttpRequest<?> request, @Body InputStream body, @Nullable @QueryValue String model)
            throws IOException {
        boolean table = request.getContentType()
                .map(MediaType::getName)
                .filter(TABLE::equals)
                .isPresent();
        BatchRows rows = table ? BatchRows.ofTable(body) : BatchRows.ofJson(body);
        FileChannel answers = spool();
        try {
            batch.answer(rows, segmentation.trained(model), Channels.newOutputStream(answers));
        } catch (IOException | RuntimeException e) {
            answers.close();
            throw e;
        }
        answers.position(0);
        return new StreamedFile(Channels.newInputStream(answers), MediaType.of(LINES));
    }

    /** A file without a name, gone when it is closed, also when the process is killed. */
    private static FileChannel spool() throws IOException {
        Path file = Files.createTempFile("segmentation-batch", ".ndjson");
        return FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }
}
