/**
 * AWQ: scaling a weight's columns by what calibration text says of their inputs before they are rounded, and what comes before the weight
 * the other way. The search is a kernel; which weight, on which inputs, folded into what, is decided here. Knows the decoder and packed weights,
 * and no files.
 */
package dev.ordo.model.awq;
