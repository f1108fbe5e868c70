package io.nextbest.orchestrator.decision;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Where the random choices of a decision come from: the first 64 bits of SHA-256 of the decision's id and the agent's
 * name. The stored id is therefore the logged seed, and every agent draws from a stream of its own.
 */
final class Seed {

    private Seed() {}

    static long of(String decisionId, String agent) {
        return ByteBuffer.wrap(digest(decisionId + "/" + agent)).getLong();
    }

    static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
