/**
 * A checkpoint as a judge: it writes nothing and is asked nothing; what it finds likely is the score. Knows no model, only what
 * one says of likelihood.
 */
package dev.ordo.evaluator.judge.local;
