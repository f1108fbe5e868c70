package io.nextbest.runtime;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PreDestroy;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/** The service's own schema in PostgreSQL: migrated before the first use, reached through one pool. */
@Context // at start: a service without its tables must not begin to listen
public final class Database {

    private static final String CONNECT_TIMEOUT_SECONDS = "2";
    private static final String SOCKET_TIMEOUT_SECONDS = "120"; // longer than any training's longest statement

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final String schema;

    Database(DatabaseConfiguration configuration, RuntimeConfiguration runtime, MeterRegistry meters) {
        schema = runtime.service();
        pool = new HikariDataSource(poolOf(configuration, schema, meters));
        try {
            migrate();
        } catch (RuntimeException e) {
            pool.close(); // a bean that failed is built again: its pool must not stay behind
            throw e;
        }
        jdbi = Jdbi.create(pool);
    }

    private static HikariConfig poolOf(DatabaseConfiguration configuration, String schema, MeterRegistry meters) {
        var config = new HikariConfig();
        config.setPoolName(schema);
        config.setJdbcUrl(configuration.url());
        config.setUsername(configuration.user());
        config.setPassword(configuration.password());
        config.setMaximumPoolSize(configuration.poolSize());
        config.setMinimumIdle(Math.min(2, configuration.poolSize()));
        config.setConnectionTimeout(1_000);
        config.setValidationTimeout(500);
        config.setMaxLifetime(600_000);
        config.setIdleTimeout(300_000);
        config.setInitializationFailTimeout(15_000);
        config.addDataSourceProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
        config.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("ApplicationName", "nextbest-" + schema);
        config.setMetricRegistry(meters);
        return config;
    }

    private void migrate() {
        Flyway.configure()
                .dataSource(pool)
                .defaultSchema(schema)
                .schemas(schema)
                .locations("classpath:db/runtime", "classpath:db/" + schema)
                .outOfOrder(true) // 0_x are this module's own numbers, and come to databases that stand at 1 or above
                .load()
                .migrate();
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    /** Name of the service's schema, which is the service's short name. */
    public String schema() {
        return schema;
    }

    @PreDestroy
    void close() {
        pool.close();
    }
}
