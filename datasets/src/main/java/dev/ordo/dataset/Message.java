package dev.ordo.dataset;

/**
 * One turn of a conversation.
 *
 * @param content what is said; not blank
 */
public record Message(Role role, String content) {}
