/**
 * What a checkpoint answers to prompts. Knows the model and its chat template; knows no judge, no metric and no event.
 */
package dev.ordo.evaluator.response;
