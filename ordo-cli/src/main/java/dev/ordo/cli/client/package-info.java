/** The orchestrator's REST interface as the command sees it. Knows HTTP and JSON, nothing of terminals or processes. */
package dev.ordo.cli.client;
