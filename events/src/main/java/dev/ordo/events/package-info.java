/**
 * What travels on Ordo's topics: event records, topic names and event types.
 *
 * <p>This module is the contract with other teams. It depends on Jackson annotations alone and may know nothing of
 * brokers, stores or models. Every record checks itself when it is made, so that an event that could be read is an event
 * that makes sense.
 */
package dev.ordo.events;
