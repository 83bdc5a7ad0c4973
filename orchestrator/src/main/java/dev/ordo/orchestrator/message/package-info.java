/**
 * What the orchestrator's two processors say to each other, as JSON on topics of its own: studies want work, stages tell
 * what became of it. No other service reads these.
 */
package dev.ordo.orchestrator.message;
