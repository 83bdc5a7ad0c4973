package dev.ordo.evaluator;

import dev.ordo.artifacts.s3.PatientObjectStore;
import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.artifacts.s3.TransferWatch;
import dev.ordo.evaluator.judge.chat.EndpointSettings;
import dev.ordo.evaluator.judge.endpoint.EndpointJudges;
import dev.ordo.evaluator.judge.record.Judgements;
import dev.ordo.evaluator.judge.record.StoredJudgements;
import dev.ordo.stage.quarkus.OrdoConfig;
import dev.ordo.stage.quarkus.StoreAccess;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together the models that judge in this deployment, and what they said before. */
@ApplicationScoped
public class JudgeDeployment {
    static final String KEY = "ORDO_JUDGE_API_KEY";

    private static final Logger LOG = LoggerFactory.getLogger(JudgeDeployment.class);

    /** A setting that is wrong is found at the start, not at the first judgement. */
    void announce(@Observes StartupEvent event, EvaluatorSettings settings) {
        endpoint(settings.judge(), System.getenv()).ifPresent(found -> LOG.info("judges are reached at {}", found));
    }

    @Produces
    @ApplicationScoped
    Judgements judgements(OrdoConfig deployment) {
        var store = new S3ObjectStore(StoreAccess.of(deployment.s3()));
        return new StoredJudgements(
                new PatientObjectStore(store, deployment.worker().storePatience(), TransferWatch.NONE));
    }

    @Produces
    @Singleton
    EndpointJudges judges(EvaluatorSettings settings, Judgements judgements) {
        EvaluatorSettings.Judge judge = settings.judge();
        return new EndpointJudges(endpoint(judge, System.getenv()), judgements, judge.parallel(), judge.maxQuestion());
    }

    /** @throws IllegalArgumentException if a setting is wrong, naming it */
    static Optional<EndpointSettings> endpoint(EvaluatorSettings.Judge judge, Map<String, String> environment) {
        return judge.endpoint()
                .map(url -> new EndpointSettings(
                        url,
                        Optional.ofNullable(environment.get(KEY)).filter(key -> !key.isBlank()),
                        judge.timeout(),
                        judge.retries(),
                        judge.backOff(),
                        judge.longestBackOff(),
                        judge.giveUpAfter(),
                        judge.temperature(),
                        judge.maxTokens(),
                        judge.replyFormat(),
                        Math.toIntExact(judge.maxReply().asLongValue())));
    }
}
