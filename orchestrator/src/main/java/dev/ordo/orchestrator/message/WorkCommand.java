package dev.ordo.orchestrator.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a study asks of a stage or an evaluation; the record's key says of which. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkWanted.class, name = "wanted"),
    @JsonSubTypes.Type(value = WorkUnwanted.class, name = "unwanted")
})
public sealed interface WorkCommand permits WorkWanted, WorkUnwanted {}
