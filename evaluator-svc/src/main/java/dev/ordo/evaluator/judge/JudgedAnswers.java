package dev.ordo.evaluator.judge;

/**
 * What a judge found.
 *
 * @param gEval how well answers meet the criteria
 * @param promptAlignment mean over answers of the fraction of its instructions that each follows
 */
public record JudgedAnswers(JudgedMetric gEval, JudgedMetric promptAlignment) {}
