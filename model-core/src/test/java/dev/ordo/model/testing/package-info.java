/** Small models for the tests of this and other modules. */
package dev.ordo.model.testing;
