package io.nextbest.orchestrator.guardrail;

import java.util.Optional;

/** A promise to the customer that no model may break. Pure: the same send and standing give the same verdict. */
public interface Guardrail {

    /** Empty when the send is allowed. A guardrail that cannot tell must block. */
    Optional<Action.Hold> blocks(Action.Send send, Standing standing);
}
