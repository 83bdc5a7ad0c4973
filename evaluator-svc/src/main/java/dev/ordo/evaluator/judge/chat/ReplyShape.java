package dev.ordo.evaluator.judge.chat;

/**
 * What a reply is to be like.
 *
 * @param name of the schema: letters, digits, hyphens and underscores
 * @param schema JSON Schema of the text, in the part of it that structured outputs know: every field required, and no others
 * @param tokens whether the reply is to tell the probabilities of its tokens, where the model can
 */
public record ReplyShape(String name, String schema, boolean tokens) {}
