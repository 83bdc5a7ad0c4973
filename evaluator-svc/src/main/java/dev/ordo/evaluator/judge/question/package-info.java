/**
 * What a judge is asked, word for word, and how its reply is read. Pure: what a reply means follows from its text and its tokens
 * alone, so that a kept reply means the same for ever.
 */
package dev.ordo.evaluator.judge.question;
