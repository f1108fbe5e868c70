package io.nextbest.contracts.event;

import io.nextbest.contracts.Wire;

/**
 * @param seq place in the log, counting up; visible in this order to every reader
 * @param event the fact
 */
@Wire
public record StoredEvent(Long seq, Event event) {}
