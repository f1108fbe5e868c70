package io.nextbest.runtime;

import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.convert.TypeConverter;
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
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what the framework would bend into shape: 1.5 or "5" for a whole number, "NaN" for a number, 1 for true,
 * ["a"] for a text. The exception is of the kind that the framework completes with the name of the member.
 */
final class StrictValues {

    private StrictValues() {}

    /** One type's values; a class of its own each, since the decoder looks for beans by their type argument. */
    private abstract static class Strict<T> implements Deserializer<T> {

        private final String expected;

        Strict(String expected) {
            this.expected = expected;
        }

        /** Null for a value that it does not take. */
        abstract @Nullable T read(JsonNode node);

        @Override
        public T deserialize(Decoder decoder, DecoderContext context, Argument<? super T> type) throws IOException {
            JsonNode node = decoder.decodeNode();
            T value = read(node);
            if (value == null) {
                throw new InvalidFormatException(expected, null, node.getValue());
            }
            return value;
        }

        @Override
        public @Nullable T deserializeNullable(Decoder decoder, DecoderContext context, Argument<? super T> type)
                throws IOException {
            return decoder.decodeNull() ? null : deserialize(decoder, context, type);
        }
    }

    @Singleton
    static final class StrictInteger extends Strict<Integer> {

        StrictInteger() {
            super("must be a whole number");
        }

        @Override
        @Nullable
        Integer read(JsonNode node) {
            Long whole = whole(node);
            return whole == null || whole != whole.intValue() ? null : (Integer) whole.intValue();
        }
    }

    @Singleton
    static final class StrictLong extends Strict<Long> {

        StrictLong() {
            super("must be a whole number");
        }

        @Override
        @Nullable
        Long read(JsonNode node) {
            return whole(node);
        }
    }

    @Singleton
    static final class StrictDouble extends Strict<Double> {

        StrictDouble() {
            super("must be a number");
        }

        @Override
        @Nullable
        Double read(JsonNode node) {
            double value = node.isNumber() ? node.getDoubleValue() : Double.NaN;
            return Double.isFinite(value) ? (Double) value : null;
        }
    }

    @Singleton
    static final class StrictDecimal extends Strict<BigDecimal> {

        StrictDecimal() {
            super("must be a number");
        }

        /** By its shortest text: 6 stays 6, which a way through double would make 6.0. */
        @Override
        @Nullable
        BigDecimal read(JsonNode node) {
            if (!node.isNumber() || !Double.isFinite(node.getDoubleValue())) {
                return null;
            }
            return node.getNumberValue() instanceof BigDecimal exact
                    ? exact
                    : new BigDecimal(node.getNumberValue().toString());
        }
    }

    @Singleton
    static final class StrictText extends Strict<String> {

        StrictText() {
            super("must be a text");
        }

        /** A whole number stands for its digits: shops number their customers. */
        @Override
        @Nullable
        String read(JsonNode node) {
            if (node.isString()) {
                return node.getStringValue();
            }
            boolean whole = node.isNumber()
                    && !(node.getNumberValue() instanceof Double)
                    && !(node.getNumberValue() instanceof Float)
                    && !(node.getNumberValue() instanceof BigDecimal);
            return whole ? node.getNumberValue().toString() : null;
        }
    }

    @Singleton
    static final class StrictBoolean extends Strict<Boolean> {

        StrictBoolean() {
            super("must be true or false");
        }

        @Override
        @Nullable
        Boolean read(JsonNode node) {
            return node.isBoolean() ? (Boolean) node.getBooleanValue() : null;
        }
    }

    @Singleton
    static final class StrictInstant extends Strict<Instant> {

        StrictInstant() {
            super("must be a time with its zone, 2011-12-10T12:50:00Z");
        }

        @Override
        @Nullable
        Instant read(JsonNode node) {
            if (!node.isString()) {
                return null;
            }
            String text = node.getStringValue();
            try {
                return text.endsWith("Z")
                        ? Instant.parse(text)
                        : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                return null;
            }
        }
    }

    /** A huge exponent is no whole number of ours, and must not be written out to see it. */
    private static @Nullable Long whole(JsonNode node) {
        if (!node.isNumber() || !(Math.abs(node.getDoubleValue()) < 1e19)) {
            return null;
        }
        try {
            return new BigDecimal(node.getNumberValue().toString()).longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** In a query or a path: the framework takes every word that it does not know for false. */
    @Singleton
    static final class StrictWord implements TypeConverter<CharSequence, Boolean> {

        @Override
        public Optional<Boolean> convert(CharSequence text, Class<Boolean> target, ConversionContext context) {
            return switch (text.toString().toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on" -> Optional.of(true);
                case "false", "no", "off" -> Optional.of(false);
                default -> {
                    context.reject(text, new IllegalArgumentException("must be true or false"));
                    yield Optional.empty();
                }
            };
        }
    }
}
