import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace'

const SAMPLED = 1

/**
 * As the variables say, and a span without a parent that is linked with one that is recorded is
 * recorded too: a batch has a trace of its own, and would be missing behind most of the events that
 * it was about.
 */
export function linkedSampler(env: NodeJS.ProcessEnv): Sampler {
  const chosen = samplerNamed(env['OTEL_TRACES_SAMPLER'], env['OTEL_TRACES_SAMPLER_ARG'])
  return {
    shouldSample(context, traceId, name, kind, attributes, links) {
      const decided = chosen.shouldSample(context, traceId, name, kind, attributes, links)
      const leads = links.some(({ context: link }) => (link.traceFlags & SAMPLED) !== 0)
      return leads && decided.decision === SamplingDecision.NOT_RECORD
        ? { ...decided, decision: SamplingDecision.RECORD_AND_SAMPLED }
        : decided
    },
    toString: () => `Linked{${chosen.toString()}}`,
  }
}

/**
 * By the names of the specification; without one, everything whose parent does not say otherwise.
 */
function samplerNamed(name = 'parentbased_always_on', argument: string | undefined): Sampler {
  const [of, root] = name.startsWith('parentbased_')
    ? (['parent', name.slice('parentbased_'.length)] as const)
    : (['all', name] as const)
  const sampler =
    root === 'always_off'
      ? new AlwaysOffSampler()
      : root === 'traceidratio'
        ? new TraceIdRatioBasedSampler(ratioOf(argument))
        : new AlwaysOnSampler()
  return of === 'parent' ? new ParentBasedSampler({ root: sampler }) : sampler
}

function ratioOf(argument: string | undefined): number {
  const ratio = Number(argument ?? '1')
  return ratio >= 0 && ratio <= 1 ? ratio : 1
}
