/**
 * Training of a whole model: pre-training from scratch, and distillation from a teacher.
 *
 * <p>Pure computing: no clock but for the speed it reports, no files but a checkpoint at the end, and nothing of stages
 * or events.
 */
package dev.ordo.model.training;
