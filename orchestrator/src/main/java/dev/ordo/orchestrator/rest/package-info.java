/** What people and the CLI ask: submit a study, read statuses and reports, see what there is to study. Decides nothing. */
package dev.ordo.orchestrator.rest;
