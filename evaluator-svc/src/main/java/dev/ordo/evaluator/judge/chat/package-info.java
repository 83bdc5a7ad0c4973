/**
 * Talking to a model behind an OpenAI-compatible endpoint: bounded in time, in size and in how often it is tried. Knows nothing
 * of what is asked.
 */
package dev.ordo.evaluator.judge.chat;
