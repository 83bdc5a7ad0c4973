/**
 * The one root of Ordo's failures. Whether the same work may succeed another time is a type; what kind of failure it is, is
 * an {@link dev.ordo.events.error.ErrorCode}, which travels in {@code StageFailed}.
 */
package dev.ordo.events.error;
