/**
 * How the texts that a checkpoint writes are judged: what a study asks for, what the evaluator is told, and what it found. Events
 * name a judge, never an address: where judges are reached is a setting of the deployment.
 */
package dev.ordo.events.judging;
