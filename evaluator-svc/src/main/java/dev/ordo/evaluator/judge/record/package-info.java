/**
 * What judges said, kept by content: asked again, and found again for audit. Knows no judge.
 */
package dev.ordo.evaluator.judge.record;
