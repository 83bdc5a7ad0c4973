/**
 * A checkpoint as a judge: it writes nothing; what it finds likely is the score.
 */
package dev.ordo.evaluator.judge.local;
