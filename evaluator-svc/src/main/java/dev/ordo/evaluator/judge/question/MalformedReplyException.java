package dev.ordo.evaluator.judge.question;

/** A judge did not say what it was asked for. The message says what is missing, so that the judge can be told. */
public final class MalformedReplyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedReplyException(String missing) {
        super(missing);
    }
}
