package io.nextbest.contracts;

/** A refusal that the caller can act on. Its detail is one sentence without internals or personal data. */
public final class ServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public ServiceException(ErrorCode code, String detail) {
        super(detail);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** What is wrong and what to do about it, for the caller's eyes. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
