/**
 * Clarity of answers: how easily they read, how fluent the study's baseline finds them, and how near to the prompt their meaning is.
 * Knows answers and the model; knows no judge and no event.
 */
package dev.ordo.evaluator.clarity;
