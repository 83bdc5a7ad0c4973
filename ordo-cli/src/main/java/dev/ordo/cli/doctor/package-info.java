/**
 * What is wrong with this machine or the stack on it, and the mend: one small class for each thing that may be wrong. Looks,
 * and changes nothing.
 */
package dev.ordo.cli.doctor;
