package io.nextbest.contracts.event;

import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Opens the door for the rows of one file, or opens it again where it broke off.
 *
 * @param fileDigest digest of the file's bytes: the same digest is the same import
 * @param fileName the file's name, for people
 * @param rows rows that the file has, null if not known yet
 * @param importId the id that this import had before, to go on at once instead of waiting until its lease is over
 */
@Wire
public record ImportRequest(
        @NotBlank @Size(max = 200) String fileDigest,
        @NotBlank @Size(max = 500) String fileName,
        @Nullable @PositiveOrZero Long rows,
        @Nullable @Size(max = 100) String importId) {}
