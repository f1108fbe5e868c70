package io.nextbest.runtime;

import io.micronaut.core.propagation.ThreadPropagatedContextElement;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Carries a request's trace onto whichever thread works for it, and its id onto that thread's log lines. */
@SuppressWarnings("MustBeClosedChecker") // the framework hands the scope back to restoreThreadContext
record TraceContext(Context context) implements ThreadPropagatedContextElement<Scope> {

    private static final String TRACE_ID = "trace_id";

    @Override
    public Scope updateThreadContext() {
        MDC.put(TRACE_ID, Span.fromContext(context).getSpanContext().getTraceId());
        return context.makeCurrent();
    }

    @Override
    public void restoreThreadContext(@Nullable Scope scope) {
        if (scope != null) {
            scope.close();
        }
        MDC.remove(TRACE_ID);
    }
}
