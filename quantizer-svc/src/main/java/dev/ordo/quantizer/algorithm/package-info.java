/**
 * Quantization of checkpoint directories. Knows the model core and nothing of events, stores and services.
 */
package dev.ordo.quantizer.algorithm;
