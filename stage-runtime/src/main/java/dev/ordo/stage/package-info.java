/** What a technique service implements, and what it is given: the only types of the runtime that a service has to know. */
package dev.ordo.stage;
