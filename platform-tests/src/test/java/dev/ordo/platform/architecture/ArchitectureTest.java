package dev.ordo.platform.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.ordo.events.error.OrdoException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    private static final List<String> PROGRAMS = List.of(
            "dev.ordo.pruner..",
            "dev.ordo.distiller..",
            "dev.ordo.quantizer..",
            "dev.ordo.evaluator..",
            "dev.ordo.orchestrator..",
            "dev.ordo.cli..");
    private static final String[] CONTAINER = {
        "jakarta.enterprise..", "jakarta.inject..", "io.quarkus..", "io.smallrye..", "org.eclipse.microprofile.."
    };
    private static final String[] OUTSIDE_WORLD = {
        "org.apache.kafka..", "io.minio..", "okhttp3..", "io.micrometer..", "java.net..", "jakarta.ws.rs.."
    };

    private static JavaClasses ordo;

    @BeforeAll
    static void readTheCompiledModules() {
        ordo = Modules.classes();
    }

    @Test
    void programsNeverDependOnEachOther() {
        for (String program : PROGRAMS) {
            String[] others =
                    PROGRAMS.stream().filter(each -> !each.equals(program)).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(program)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .because("programs meet on topics and in the store, nowhere else")
                    .check(ordo);
        }
    }

    @Test
    void librariesKnowNoProgram() {
        noClasses()
                .that(not(resideInAnyPackage(PROGRAMS.toArray(String[]::new))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PROGRAMS.toArray(String[]::new))
                .check(ordo);
    }

    @Test
    void eventsDependOnJacksonAnnotationsAlone() {
        classes()
                .that()
                .resideInAPackage("dev.ordo.events..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "com.fasterxml.jackson.annotation..", "dev.ordo.events..")
                .because("other teams take this module as a jar")
                .check(ordo);
    }

    @Test
    void theModelKnowsNoBrokerNoStoreAndNoContainer() {
        classes()
                .that()
                .resideInAPackage("dev.ordo.model..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "ai.djl..",
                        "com.fasterxml.jackson..",
                        "org.slf4j..",
                        "com.hubspot.jinjava..",
                        "jinjava.javax.el..", // jinjava's own copy of the expression language
                        "dev.ordo.events.error..",
                        "dev.ordo.dataset..",
                        "dev.ordo.model..")
                .check(ordo);
    }

    @Test
    void dataSetsAreFilesAndNothingMore() {
        classes()
                .that()
                .resideInAPackage("dev.ordo.dataset..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "com.fasterxml.jackson..", "dev.ordo.events..", "dev.ordo.dataset..")
                .check(ordo);
    }

    @Test
    void algorithmsKnowOnlyTheModel() {
        classes()
                .that()
                .resideInAnyPackage("dev.ordo.*.algorithm..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "ai.djl..",
                        "com.fasterxml.jackson..",
                        "dev.ordo.model..",
                        "dev.ordo.events.error..",
                        "dev.ordo.*.algorithm..")
                .check(ordo);
    }

    @Test
    void librariesKnowNoContainerButForTheWorkersShell() {
        noClasses()
                .that(resideInAnyPackage(
                                "dev.ordo.events..", "dev.ordo.model..", "dev.ordo.artifacts..", "dev.ordo.stage..")
                        .and(not(resideInAPackage("dev.ordo.stage.quarkus.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CONTAINER)
                .check(ordo);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "stage", "study"})
    void decisionsOfTheOrchestratorKnowNeitherTheWorldNorTheContainer(String decisions) {
        noClasses()
                .that()
                .resideInAPackage("dev.ordo.orchestrator." + decisions + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(CONTAINER).or(resideInAnyPackage(OUTSIDE_WORLD)))
                .check(ordo);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "stage", "study"})
    void decisionsOfTheOrchestratorAreFunctionsOfTheirInput(String decisions) {
        noClasses()
                .that()
                .resideInAPackage("dev.ordo.orchestrator." + decisions + "..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, Random.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .check(ordo);
    }

    @Test
    void theStoreKnowsNoBroker() {
        noClasses()
                .that()
                .resideInAPackage("dev.ordo.artifacts..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "dev.ordo.model..", "dev.ordo.stage..")
                .check(ordo);
    }

    @Test
    void nobodyLogsThroughTheJdk() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(ordo);
    }

    @Test
    void onlyTheCommandLineWritesToTheTerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.ordo.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(ordo);
    }

    @Test
    void failuresThatCallersSeeHangFromTheOneRoot() {
        classes()
                .that()
                .resideInAnyPackage("dev.ordo.model..", "dev.ordo.artifacts..", "dev.ordo.*.algorithm..")
                .and()
                .areAssignableTo(Throwable.class)
                .and()
                .arePublic()
                .should()
                .beAssignableTo(OrdoException.class)
                .check(ordo);
    }
}
