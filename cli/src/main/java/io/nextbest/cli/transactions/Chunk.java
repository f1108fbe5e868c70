package io.nextbest.cli.transactions;

/**
 * Some events on their way to the log.
 *
 * @param from place of its first event among all events of the file, from 0
 * @param events how many it holds
 * @param rows rows of the file that were read when it was full
 * @param lines one JSON object a line, UTF-8
 */
@SuppressWarnings("ArrayRecordComponent")
record Chunk(long from, int events, long rows, byte[] lines) {}
