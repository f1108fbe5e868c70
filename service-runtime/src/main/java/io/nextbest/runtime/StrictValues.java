package io.nextbest.runtime;

import io.micronaut.context.annotation.Factory;
import io.micronaut.core.type.Argument;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.Decoder;
import io.micronaut.serde.Deserializer;
import io.micronaut.serde.exceptions.InvalidFormatException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what the framework would bend into shape: 1.5 or "5" for a whole number, "NaN" for a number, 1 for true. The
 * exception is of the kind that the framework completes with the name of the member.
 */
@Factory
final class StrictValues {

    @Singleton
    Deserializer<Integer> wholeNumber() {
        return strict("must be a whole number", node -> isWhole(node) ? exactInt(node.getBigDecimalValue()) : null);
    }

    @Singleton
    Deserializer<Long> longNumber() {
        return strict("must be a whole number", node -> isWhole(node) ? exactLong(node.getBigDecimalValue()) : null);
    }

    @Singleton
    Deserializer<Double> number() {
        return strict("must be a number", node -> {
            double value = node.isNumber() ? node.getDoubleValue() : Double.NaN;
            return Double.isFinite(value) ? value : null;
        });
    }

    @Singleton
    Deserializer<BigDecimal> decimal() {
        return strict("must be a number", node -> node.isNumber() ? decimal(node.getNumberValue()) : null);
    }

    @Singleton
    Deserializer<Boolean> truth() {
        return strict("must be true or false", node -> node.isBoolean() ? node.getBooleanValue() : null);
    }

    @Singleton
    Deserializer<Instant> moment() {
        return strict(
                "must be a time with its zone, 2011-12-10T12:50:00Z",
                node -> node.isString() ? moment(node.getStringValue()) : null);
    }

    /** Its digits as they were written: a way through double would make 6 to 6.0. */
    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal exact ? exact : new BigDecimal(number.toString());
    }

    private static @Nullable Instant moment(String text) {
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** A huge exponent is no whole number of ours, and must not be written out to see it. */
    private static boolean isWhole(JsonNode node) {
        return node.isNumber() && Math.abs(node.getDoubleValue()) < 1e19;
    }

    private static @Nullable Integer exactInt(BigDecimal value) {
        Long whole = exactLong(value);
        return whole == null || whole != whole.intValue() ? null : (Integer) whole.intValue();
    }

    private static @Nullable Long exactLong(BigDecimal value) {
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** @param read null for a value that it does not take */
    private static <T> Deserializer<T> strict(String expected, Function<JsonNode, @Nullable T> read) {
        return new Deserializer<>() {
            @Override
            public T deserialize(Decoder decoder, DecoderContext context, Argument<? super T> type)
                    throws IOException {
                JsonNode node = decoder.decodeNode();
                T value = read.apply(node);
                if (value == null) {
                    throw new InvalidFormatException(expected, null, node.getValue());
                }
                return value;
            }

            @Override
            public @Nullable T deserializeNullable(
                    Decoder decoder, DecoderContext context, Argument<? super T> type) throws IOException {
                return decoder.decodeNull() ? null : deserialize(decoder, context, type);
            }
        };
    }
}
