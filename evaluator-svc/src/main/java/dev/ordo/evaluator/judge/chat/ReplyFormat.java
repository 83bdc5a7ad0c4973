package dev.ordo.evaluator.judge.chat;

import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;

/** How an endpoint is to hold the model to a reply's shape ({@code response_format}); the strictest first. */
public enum ReplyFormat {
    /** To its schema: even a weak model replies what can be read. */
    JSON_SCHEMA,
    /** To JSON. */
    JSON_OBJECT,
    /** To nothing. */
    TEXT;

    ResponseFormat of(ReplyShape shape) {
        return switch (this) {
            case JSON_SCHEMA ->
                ResponseFormat.builder()
                        .type(ResponseFormatType.JSON)
                        .jsonSchema(JsonSchema.builder()
                                .name(shape.name())
                                .rootElement(JsonRawSchema.from(shape.schema()))
                                .build())
                        .build();
            case JSON_OBJECT -> ResponseFormat.JSON;
            case TEXT -> ResponseFormat.TEXT;
        };
    }
}
