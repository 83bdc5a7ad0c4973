/**
 * GPTQ: choosing a weight's integers by the error that they make on calibration text. The linear algebra is a kernel; which
 * weight, on which inputs, in which order, is decided here. Knows the decoder and packed weights, and no files.
 */
package dev.ordo.model.gptq;
