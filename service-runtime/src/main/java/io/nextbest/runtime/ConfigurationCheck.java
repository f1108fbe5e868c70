package io.nextbest.runtime;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationReader;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.SystemPropertiesPropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Stops the start for a setting that nobody reads, since it is a misspelt one. Looks at the names under the prefixes
 * of this service's own configuration records, in files, arguments and the environment.
 */
@Context
final class ConfigurationCheck {

    /** Read by a placeholder in a file, or by the command that starts the services. */
    private static final Set<String> ALSO_KNOWN = Set.of("NEXTBEST_HOST", "NEXTBEST_JAVA", "NEXTBEST_URL");

    /**
     * The environment and the JVM's properties hold other programs' names too, those of the command and of tests: only
     * one this near to ours is taken for a misspelt one.
     */
    private static final int NEAR = 2;

    ConfigurationCheck(ApplicationContext context) {
        var known = new TreeSet<String>();
        var prefixes = new TreeSet<String>();
        for (BeanDefinition<?> definition :
                context.getBeanDefinitions(Object.class, Qualifiers.byStereotype(ConfigurationReader.class))) {
            if (definition.getBeanType().getName().startsWith("io.nextbest.")) {
                definition.stringValue(ConfigurationReader.class, "prefix").ifPresent(prefixes::add);
                for (var argument : definition.getConstructor().getArguments()) {
                    argument.getAnnotationMetadata()
                            .stringValue(Property.class, "name")
                            .ifPresent(known::add);
                }
            }
        }
        var unread = new TreeSet<String>();
        for (PropertySource source : context.getEnvironment().getPropertySources()) {
            for (String name : source) {
                if (isUnread(name, source, prefixes, known)) {
                    unread.add(name);
                }
            }
        }
        if (!unread.isEmpty()) {
            throw new ConfigurationException("No setting has this name: " + String.join(", ", unread));
        }
    }

    private static boolean isUnread(String name, PropertySource source, Set<String> prefixes, Set<String> known) {
        if (source.getConvention() == PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE) {
            return !ALSO_KNOWN.contains(name)
                    && prefixes.stream().anyMatch(prefix -> name.startsWith(variable(prefix) + "_"))
                    && known.stream().map(ConfigurationCheck::variable).noneMatch(name::equals)
                    && known.stream().anyMatch(one -> distance(name, variable(one)) <= NEAR);
        }
        boolean ofTheWholeProcess = source.getName().equals(SystemPropertiesPropertySource.NAME);
        return prefixes.stream().anyMatch(prefix -> name.startsWith(prefix + "."))
                && (!ofTheWholeProcess || known.stream().anyMatch(one -> distance(name, one) <= NEAR))
                && !known.contains(name)
                && known.stream().noneMatch(one -> name.startsWith(one + ".") || name.startsWith(one + "["));
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Letters to add, drop or change to get from one word to the other (Levenshtein 1966). */
    static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = above[0];
            above[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = above[j];
                above[j] = Math.min(changed, 1 + Math.min(above[j], above[j - 1]));
            }
        }
        return above[to.length()];
    }
}
