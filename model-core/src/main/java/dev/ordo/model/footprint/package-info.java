/**
 * What work on a model will take, in bytes, from its configuration alone: said before anything is loaded. Every figure is
 * meant as an upper bound, and a measured one is at least half of it.
 *
 * <p>Pure arithmetic over shapes; knows nothing of the machine it is going to run on.
 */
package dev.ordo.model.footprint;
