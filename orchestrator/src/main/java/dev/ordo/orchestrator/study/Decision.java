package dev.ordo.orchestrator.study;

import java.util.List;

/**
 * What a study makes of an event.
 *
 * @param account the account after it
 * @param wants work to ask for
 * @param unwanted keys of work that is no longer wanted
 * @param urgent whether readers should see it at once; mere progress can wait
 */
public record Decision(Account account, List<Want> wants, List<String> unwanted, boolean urgent) {}
