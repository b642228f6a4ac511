import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'

/** A span as it was when it ended. */
export interface EndedSpan {
  readonly name: string
  readonly kind: SpanKind
  readonly attributes: Attributes
  readonly isError: boolean
  readonly traceId: string
  /** The id of the span around it. */
  readonly parentId: string | undefined
  readonly id: string
}

/** Registers an SDK in its shortest form: spans in memory, contexts that survive `await`, and the header `traceparent`. */
export function registerSpans(): { readonly ended: EndedSpan[]; unregister(): void } {
  const ended: EndedSpan[] = []
  const contexts = new AsyncLocalStorage<Context>()
  let made = 0
  const tracer: Tracer = {
    startSpan(name, { kind = SpanKind.INTERNAL, attributes = {} } = {}, within = context.active()) {
      made += 1
      const parent = trace.getSpanContext(within)
      const id = made.toString(16).padStart(16, '0')
      const traceId = parent?.traceId ?? made.toString(16).padStart(32, 'a')
      const all: Attributes = { ...attributes }
      let isError = false
      const span: Span = {
        spanContext: () => ({ traceId, spanId: id, traceFlags: TraceFlags.SAMPLED }),
        setAttribute: (key, value) => set({ [key]: value }),
        setAttributes: (more) => set(more),
        setStatus({ code }) {
          isError = code === SpanStatusCode.ERROR
          return span
        },
        end: () => void ended.push({ name, kind, attributes: all, isError, traceId, parentId: parent?.spanId, id }),
        isRecording: () => true,
        addEvent: () => span,
        addLink: () => span,
        addLinks: () => span,
        updateName: () => span,
        recordException: () => {},
      }
      const set = (more: Attributes) => {
        Object.assign(all, more)
        return span
      }
      return span
    },
    startActiveSpan() {
      throw new Error('Nobody needs it here.')
    },
  }
  const propagator: TextMapPropagator = {
    inject: () => {},
    fields: () => ['traceparent'],
    extract(within, carrier, getter) {
      const [, traceId, spanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/.exec(String(getter.get(carrier, 'traceparent'))) ?? []
      if (traceId === undefined || spanId === undefined) return within
      return trace.setSpanContext(within, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true })
    },
  }
  trace.setGlobalTracerProvider({ getTracer: () => tracer })
  propagation.setGlobalPropagator(propagator)
  context.setGlobalContextManager({
    active: () => contexts.getStore() ?? ROOT_CONTEXT,
    with: (within, work, self, ...rest) => contexts.run(within, () => work.call(self, ...rest)),
    bind: (_, target) => target,
    enable() {
      return this
    },
    disable() {
      return this
    },
  })
  return {
    ended,
    unregister() {
      trace.disable()
      propagation.disable()
      context.disable()
    },
  }
}
