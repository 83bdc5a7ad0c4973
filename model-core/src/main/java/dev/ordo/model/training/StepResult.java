package dev.ordo.model.training;

/**
 * What one optimizer step measured, before it changed the weights.
 *
 * @param loss the weighted loss
 * @param crossEntropy mean negative log-likelihood per token, nats
 * @param divergence mean T^2 * divergence between teacher and student per token, nats; 0 without a teacher
 * @param hidden mean 1 - cos between hidden states of teacher and student, per token and layer; 0 where it is no part of the loss
 * @param gradientNorm the joint L2 norm of all gradients before clipping
 */
public record StepResult(double loss, double crossEntropy, double divergence, double hidden, double gradientNorm) {}
