/**
 * The life of one piece of work, a stage or an evaluation, from the first study that wants it to its accepted result. Pure:
 * every state says what an event makes of it, and what is to be done about that.
 */
package dev.ordo.orchestrator.stage;
