/**
 * A model behind an endpoint as a judge: asks the questions of all answers, some at a time, mends replies, and keeps what was said.
 */
package dev.ordo.evaluator.judge.endpoint;
