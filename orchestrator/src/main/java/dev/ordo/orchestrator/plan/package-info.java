/**
 * From a request to a plan: everything wrong with a study, the prefix tree of its stages, and the keys that make equal work
 * one. Pure but for the {@link dev.ordo.orchestrator.plan.ModelCatalog}, which looks names up; knows no broker and no clock.
 */
package dev.ordo.orchestrator.plan;
