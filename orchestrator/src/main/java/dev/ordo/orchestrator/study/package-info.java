/**
 * The life of one study: which work it wants next, when it ends, and the status that readers follow. Pure; knows the plan,
 * and of stages only what they tell.
 */
package dev.ordo.orchestrator.study;
