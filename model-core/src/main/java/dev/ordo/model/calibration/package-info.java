/** Calibration data: what is read of it, and in which batches it passes through a model. Knows no technique. */
package dev.ordo.model.calibration;
