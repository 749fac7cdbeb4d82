import { registerHooks } from 'node:module'
import { expect, test } from 'vitest'
import { NO_TRACING } from '@jianwei/events/ports/tracing.ts'
import { asksForTelemetry, startTelemetry } from '#/telemetry/start-telemetry.ts'

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }

test.each([
  ['an endpoint', ENDPOINT, true],
  ['an exporter', { OTEL_TRACES_EXPORTER: 'otlp' }, true],
  ['nothing', {}, false],
  ['an empty endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
  ['exporters that are none', { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' }, false],
  ['only how it is sent', { OTEL_SERVICE_NAME: 'town', OTEL_TRACES_SAMPLER: 'always_on' }, false],
  ['an endpoint, and that it is off', { ...ENDPOINT, OTEL_SDK_DISABLED: 'True' }, false],
])('%s asks for telemetry: %s', (_, env, asks) => {
  expect(asksForTelemetry(env)).toBe(asks)
})

test('where nobody asks, nothing of the SDK is loaded', async () => {
  const loaded: string[] = []
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      loaded.push(specifier)
      return next(specifier, context)
    },
  })
  const tell = { failed: () => {}, warned: () => {} }
  await using running = await startTelemetry({ env: {}, service: 's', version: '1', tell })
  hooks.deregister()
  expect([running.tracing, running.line]).toEqual([NO_TRACING, undefined])
  expect(loaded.filter((name) => name.includes('opentelemetry'))).toEqual([])
})
