package io.nextbest.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.nextbest.contracts.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * What may use what, for a tree of packages with the modules' names under one root. The root is an argument so that
 * the very same rules can be shown to fail on planted faults.
 */
final class ArchitectureRules {

    private static final List<String> SERVICES =
            List.of("segmentation", "content", "reward", "timing", "engagement", "orchestrator");

    /** "Base rate" is a term of statistics, not a base class. */
    private static final Pattern EMPTY_NAME =
            Pattern.compile(".*(Manager|Helper|Util|Utils|Impl|Dto|DTO|Info)|(Abstract|Base(?!Rate))[A-Z].*");

    private static final Set<String> MOCKING =
            Set.of("org.mockito", "org.easymock", "org.jmockit", "mockit", "io.mockk");

    private final String root;

    ArchitectureRules(String root) {
        this.root = root;
    }

    private String in(String module) {
        return root + "." + module + "..";
    }

    ArchRule modelsKnowOnlyMathematics() {
        return classes()
                .that()
                .resideInAPackage(in("models"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        in("models"),
                        "java..",
                        "jdk.incubator.vector..", // the JDK's too, only not yet for good
                        "smile..",
                        "org.hipparchus..",
                        "org.jspecify.annotations..")
                .as("models uses the JDK, Smile, Hipparchus and itself")
                .allowEmptyShould(true);
    }

    ArchRule contractsUseNothingOfOurs() {
        return noClasses()
                .that()
                .resideInAPackage(in("contracts"))
                .should()
                .dependOnClassesThat(oursOutside(in("contracts")))
                .as("contracts uses nothing of ours")
                .allowEmptyShould(true);
    }

    ArchRule theRuntimeUsesOnlyContracts() {
        return noClasses()
                .that()
                .resideInAPackage(in("runtime"))
                .should()
                .dependOnClassesThat(oursOutside(in("runtime"), in("contracts")))
                .as("service-runtime uses nothing of ours but contracts")
                .allowEmptyShould(true);
    }

    /** One rule per service, since a class may use its own service and no other. */
    List<ArchRule> servicesNeverUseEachOther() {
        List<ArchRule> rules = new ArrayList<>();
        for (String service : SERVICES) {
            rules.add(noClasses()
                    .that()
                    .resideInAPackage(in(service))
                    .should()
                    .dependOnClassesThat(oursOutside(in(service), in("contracts"), in("models"), in("runtime")))
                    .as(service + " uses nothing of ours but contracts, models and service-runtime")
                    .allowEmptyShould(true));
        }
        return rules;
    }

    ArchRule labDoesNotUseTheCommand() {
        return noClasses()
                .that()
                .resideInAPackage(in("lab"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("cli"))
                .as("lab does not use the command")
                .allowEmptyShould(true);
    }

    ArchRule onlyStoresTouchTheDatabase() {
        return noClasses()
                .that(not(outermostNamed("Store").or(resideInAnyPackage(in("runtime"), in("cli"), in("lab")))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.jdbi..", "java.sql..", "javax.sql..", "org.postgresql..")
                        .and(not(handle())))
                .orShould()
                .callMethodWhere(onHandle())
                .as("only *Store, the runtime and the commands touch the database; a projection may pass its handle on")
                .allowEmptyShould(true);
    }

    ArchRule onlyControllersAndClientsSpeakHttp() {
        return noClasses()
                .that(not(outermostNamed("Controller")
                        .or(outermostNamed("Client"))
                        .or(outermostNamed("Clients"))
                        .or(resideInAnyPackage(in("runtime"), in("contracts"), in("cli"), in("lab")))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micronaut.http..")
                .as("only *Controller and *Client speak HTTP")
                .allowEmptyShould(true);
    }

    ArchRule nobodyReadsTheClock() {
        return noClasses()
                .should()
                .callMethodWhere(describe("reads the clock", ArchitectureRules::readsTheClock))
                .orShould()
                .callConstructor(java.util.Date.class)
                .as("nobody reads the clock: java.time.Clock is passed in")
                .allowEmptyShould(true);
    }

    ArchRule onlyEntryPointsMakeTheClock() {
        return noClasses()
                .that(not(resideInAnyPackage(in("runtime"), in("cli"), in("lab"))))
                .should()
                .callMethodWhere(describe(
                        "makes a system clock",
                        call -> call.getTargetOwner().isEquivalentTo(java.time.Clock.class)
                                && call.getName().startsWith("system")))
                .as("only the runtime and the commands make a clock")
                .allowEmptyShould(true);
    }

    ArchRule nobodyRollsDiceByHimself() {
        return noClasses()
                .that(not(resideInAnyPackage(in("runtime"), in("cli")).or(outermostNamed("Factory"))))
                .should()
                .callMethodWhere(describe("draws from a source without a seed", ArchitectureRules::drawsUnseeded))
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .callConstructor(java.util.SplittableRandom.class)
                .orShould()
                .callConstructor(java.security.SecureRandom.class)
                .as("nobody rolls dice by himself: a generator is passed in, made by a *Factory")
                .allowEmptyShould(true);
    }

    ArchRule noEmptyNames() {
        return noClasses()
                .should(new ArchCondition<JavaClass>("have a name that says nothing") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean empty = EMPTY_NAME.matcher(type.getSimpleName()).matches();
                        events.add(new SimpleConditionEvent(
                                type, empty, type.getName() + " has a name that says nothing"));
                    }
                })
                .as("no type is a Manager, Helper, Util, Impl, Dto, Info, Abstract… or Base…")
                .allowEmptyShould(true);
    }

    ArchRule nothingPrimitiveOnTheWire() {
        return classes()
                .that()
                .areAnnotatedWith(Wire.class)
                .should(new ArchCondition<>("have no primitive component") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getFields().stream()
                                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                                .filter(field -> field.getRawType().isPrimitive())
                                .forEach(field -> events.add(SimpleConditionEvent.violated(
                                        field,
                                        field.getFullName() + " is primitive: left out of the JSON it would be 0")));
                    }
                })
                .as("a record marked @Wire has no primitive component")
                .allowEmptyShould(true);
    }

    ArchRule everyPackageIsNullMarked() {
        return classes()
                .should(new ArchCondition<>("reside in a @NullMarked package") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean marked = type.getPackage()
                                .tryGetPackageInfo()
                                .map(info -> info.isAnnotatedWith(NullMarked.class))
                                .orElse(false);
                        events.add(new SimpleConditionEvent(
                                type, marked, type.getName() + " resides in a package that is not @NullMarked"));
                    }
                })
                .as("null only where @Nullable says so: every package is @NullMarked")
                .allowEmptyShould(true);
    }

    ArchRule noMockingLibrary() {
        return noClasses()
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("belong to a mocking library") {
                    @Override
                    public boolean test(JavaClass type) {
                        return MOCKING.stream()
                                .anyMatch(name -> type.getPackageName().startsWith(name));
                    }
                })
                .as("tests import no mocking library")
                .allowEmptyShould(true);
    }

    /** Every rule over main code; {@link #noMockingLibrary()} is judged over tests. */
    List<ArchRule> ofMainCode() {
        return Stream.concat(
                        Stream.of(
                                modelsKnowOnlyMathematics(),
                                contractsUseNothingOfOurs(),
                                theRuntimeUsesOnlyContracts(),
                                labDoesNotUseTheCommand(),
                                onlyStoresTouchTheDatabase(),
                                onlyControllersAndClientsSpeakHttp(),
                                nobodyReadsTheClock(),
                                onlyEntryPointsMakeTheClock(),
                                nobodyRollsDiceByHimself(),
                                noEmptyNames(),
                                nothingPrimitiveOnTheWire(),
                                everyPackageIsNullMarked()),
                        servicesNeverUseEachOther().stream())
                .toList();
    }

    private DescribedPredicate<JavaClass> oursOutside(String... allowed) {
        return resideInAPackage(root + "..").and(not(resideInAnyPackage(allowed)));
    }

    private static DescribedPredicate<JavaClass> outermostNamed(String ending) {
        return new DescribedPredicate<>("belong to a *" + ending) {
            @Override
            public boolean test(JavaClass type) {
                JavaClass outermost = type;
                while (outermost.getEnclosingClass().isPresent()) {
                    outermost = outermost.getEnclosingClass().get();
                }
                return outermost.getSimpleName().endsWith(ending);
            }
        };
    }

    private static DescribedPredicate<JavaClass> handle() {
        return new DescribedPredicate<>("the transaction's handle") {
            @Override
            public boolean test(JavaClass type) {
                return type.getName().equals("org.jdbi.v3.core.Handle");
            }
        };
    }

    private static DescribedPredicate<JavaCall<?>> onHandle() {
        return describe("is on a handle", call -> handle().test(call.getTargetOwner()));
    }

    private static DescribedPredicate<JavaCall<?>> describe(
            String what, java.util.function.Predicate<JavaCall<?>> holds) {
        return new DescribedPredicate<>(what) {
            @Override
            public boolean test(JavaCall<?> call) {
                return holds.test(call);
            }
        };
    }

    private static boolean readsTheClock(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        boolean now = owner.startsWith("java.time.")
                && call.getName().equals("now")
                && call.getTarget().getRawParameterTypes().stream()
                        .noneMatch(type -> type.isEquivalentTo(java.time.Clock.class));
        return now || owner.equals("java.lang.System") && call.getName().equals("currentTimeMillis");
    }

    private static boolean drawsUnseeded(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        return switch (call.getName()) {
            case "random" -> owner.equals("java.lang.Math") || owner.equals("java.lang.StrictMath");
            case "randomUUID" -> owner.equals("java.util.UUID");
            case "current" -> owner.equals("java.util.concurrent.ThreadLocalRandom");
            case "getDefault", "of" -> owner.equals("java.util.random.RandomGenerator");
            case "shuffle" ->
                owner.equals("java.util.Collections")
                        && call.getTarget().getRawParameterTypes().size() == 1;
            default -> false;
        };
    }
}
