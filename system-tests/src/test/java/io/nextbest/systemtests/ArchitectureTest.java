package io.nextbest.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.nextbest.systemtests.planted.contracts.ContractThatUsesAService;
import io.nextbest.systemtests.planted.lab.ExperimentThatUsesTheCommand;
import io.nextbest.systemtests.planted.models.ModelThatUsesAContract;
import io.nextbest.systemtests.planted.nullable.PackageWithoutNullMarked;
import io.nextbest.systemtests.planted.runtime.RuntimeThatUsesAModel;
import io.nextbest.systemtests.planted.segmentation.AgentThatUsesAnAgent;
import io.nextbest.systemtests.planted.segmentation.ClockMaker;
import io.nextbest.systemtests.planted.segmentation.ClockReader;
import io.nextbest.systemtests.planted.segmentation.DiceRoller;
import io.nextbest.systemtests.planted.segmentation.HttpSpeaker;
import io.nextbest.systemtests.planted.segmentation.PrimitiveOnTheWire;
import io.nextbest.systemtests.planted.segmentation.ProjectionThatWritesSql;
import io.nextbest.systemtests.planted.segmentation.SegmentHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may use what, judged on the compiled classes of every module; each rule is seen to fail on a planted fault. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {

    private static final String PLANTED = "io.nextbest.systemtests.planted";

    private final JavaClasses main = handWritten(new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
            .importPackages("io.nextbest"));
    private final JavaClasses planted = handWritten(new ClassFileImporter().importPackages(PLANTED));

    /** The framework's generated classes follow no rules of ours; their names start with $. */
    private static JavaClasses handWritten(JavaClasses all) {
        return all.that(new DescribedPredicate<>("written by hand") {
            @Override
            public boolean test(JavaClass type) {
                return !type.getName().contains(".$") && !type.getName().contains("$$");
            }
        });
    }

    static List<ArchRule> rules() {
        return new ArchitectureRules("io.nextbest").ofMainCode();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void holdsInEveryModule(ArchRule rule) {
        rule.check(main);
    }

    @Test
    void seesTheClassesOfEveryModuleThatHasSources() throws IOException {
        Set<String> written = new TreeSet<>();
        for (Path module : Project.builtModules()) {
            Path sources = module.resolve("src/main/java/io/nextbest");
            if (Files.isDirectory(sources)) {
                try (Stream<Path> packages = Files.list(sources)) {
                    packages.map(Path::getFileName).map(Path::toString).forEach(written::add);
                }
            }
        }
        Set<String> seen = main.stream()
                .map(type -> type.getPackageName().split("\\.", -1))
                .filter(names -> names.length > 2)
                .map(names -> names[2])
                .collect(Collectors.toSet());

        assertThat(written).contains("contracts", "models", "runtime", "orchestrator");
        assertThat(seen).containsAll(written);
    }

    @Test
    void noTestOfAnyModuleUsesAMockingLibrary() throws IOException {
        List<Path> tests = Project.modules().stream()
                .map(module -> module.resolve("target/test-classes"))
                .filter(Files::isDirectory)
                .toList();
        assertThat(tests).isNotEmpty();

        new ArchitectureRules("io.nextbest").noMockingLibrary().check(handWritten(withoutMocks(tests)));
    }

    /** The planted user of a mocking library is left out. */
    private static JavaClasses withoutMocks(List<Path> folders) {
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains("/planted/"))
                .importPaths(folders.toArray(Path[]::new));
    }

    @Test
    void aMockingLibraryIsSeen() {
        assertThat(faults(new ArchitectureRules(PLANTED).noMockingLibrary()))
                .containsExactly("io.nextbest.systemtests.planted.mocking.MockingTest");
    }

    /** For each rule the planted classes that break it: those and no others. */
    static Map<String, List<Class<?>>> plantedFaults() {
        return Map.ofEntries(
                Map.entry("models uses the JDK", List.of(ModelThatUsesAContract.class)),
                Map.entry("contracts uses nothing", List.of(ContractThatUsesAService.class)),
                Map.entry("service-runtime uses nothing", List.of(RuntimeThatUsesAModel.class)),
                Map.entry("segmentation uses nothing", List.of(AgentThatUsesAnAgent.class)),
                Map.entry("lab does not use", List.of(ExperimentThatUsesTheCommand.class)),
                Map.entry("only *Store", List.of(ProjectionThatWritesSql.class)),
                Map.entry("only *Controller", List.of(HttpSpeaker.class)),
                Map.entry("nobody reads the clock", List.of(ClockReader.class)),
                Map.entry("only the runtime and the commands make", List.of(ClockMaker.class)),
                Map.entry("nobody rolls dice", List.of(DiceRoller.class)),
                Map.entry("no type is a Manager", List.of(SegmentHelper.class)),
                Map.entry("a record marked @Wire", List.of(PrimitiveOnTheWire.class)),
                Map.entry("null only where", List.of(PackageWithoutNullMarked.class)));
    }

    @Test
    void eachRuleFailsOnItsPlantedFaultAndOnNoOther() {
        Map<String, List<Class<?>>> expected = plantedFaults();
        for (ArchRule rule : new ArchitectureRules(PLANTED).ofMainCode()) {
            Set<String> faults = expected.entrySet().stream()
                    .filter(entry -> rule.getDescription().startsWith(entry.getKey()))
                    .flatMap(entry -> entry.getValue().stream())
                    .map(Class::getName)
                    .collect(Collectors.toSet());

            assertThat(faults(rule)).as(rule.getDescription()).isEqualTo(faults);
        }
        assertThat(expected.keySet())
                .allSatisfy(start -> assertThat(new ArchitectureRules(PLANTED).ofMainCode())
                        .anySatisfy(rule -> assertThat(rule.getDescription()).startsWith(start)));
    }

    private Set<String> faults(ArchRule rule) {
        String report =
                String.join("\n", rule.evaluate(planted).getFailureReport().getDetails());
        return planted.stream()
                .filter(type -> report.lines().anyMatch(line -> blames(line, type.getName())))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    }

    /** A violation begins with its culprit: "Method <a.B.c()> calls …", "a.B has …". */
    private static boolean blames(String violation, String type) {
        return violation.matches("(?:[A-Z][a-z]+ )?<?" + java.util.regex.Pattern.quote(type) + "[.> ].*");
    }
}
