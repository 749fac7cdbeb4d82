import { expect, test } from 'vitest'
import { linkedSampler } from '#/telemetry/linked-sampler.ts'

type Sample = ReturnType<typeof linkedSampler>['shouldSample']
const [NOT, RECORDED] = [0, 2]
const TRACE = 'ab'.repeat(16)
/** Of a span without a parent. */
const ROOT = { getValue: () => undefined } as unknown as Parameters<Sample>[0]

function decisionOf(env: NodeJS.ProcessEnv, links: readonly number[] = []): number {
  const linked = links.map((traceFlags) => ({
    context: { traceId: TRACE, spanId: 'cd'.repeat(8), traceFlags },
  }))
  return linkedSampler(env).shouldSample(ROOT, TRACE, 'project', 0, {}, linked).decision
}

test.each([
  [undefined, RECORDED],
  ['always_on', RECORDED],
  ['always_off', NOT],
  ['parentbased_always_on', RECORDED],
  ['parentbased_always_off', NOT],
])('without a parent and links, %s decides', (OTEL_TRACES_SAMPLER, decision) => {
  expect(decisionOf({ OTEL_TRACES_SAMPLER })).toBe(decision)
})

test.each(['traceidratio', 'parentbased_traceidratio'])('%s records its share', (name) => {
  const at = (share: string) =>
    decisionOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: share })
  expect([at('0'), at('1')]).toEqual([NOT, RECORDED])
})

test('what leads on from a recorded span is recorded, whatever the share', () => {
  const none = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }
  expect(decisionOf(none, [0, 1])).toBe(RECORDED)
  expect(decisionOf(none, [0])).toBe(NOT)
})
