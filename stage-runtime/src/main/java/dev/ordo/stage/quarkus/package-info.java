/**
 * The worker inside Quarkus: settings, messaging channels, metrics, probes, start and stop.
 *
 * <p>A service adds a bean that is a {@link dev.ordo.stage.StageTask} or an {@link dev.ordo.stage.EvaluationTask}; these
 * beans find it. Where there is none, as in the orchestrator, they do nothing.
 */
package dev.ordo.stage.quarkus;
