package io.nextbest.runtime;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/**
 * Where the service keeps its tables.
 *
 * @param url JDBC address, "jdbc:postgresql://localhost:5432/nextbest"
 * @param user role that owns the service's schema
 * @param password its password, may be empty
 * @param poolSize connections at most
 */
@Context
@ConfigurationProperties("database")
public record DatabaseConfiguration(
        @NotBlank String url,
        @Bindable(defaultValue = "nextbest") String user,
        @Bindable(defaultValue = "") String password,
        @Bindable(defaultValue = "8") @Min(2) @Max(100) int poolSize) {

    @Override
    public String toString() {
        return "DatabaseConfiguration[url=" + url + ", user=" + user + ", poolSize=" + poolSize + "]";
    }
}
