/**
 * What parsing costs: `node tests/bench/parse-events.ts`. For the golden example of every latest
 * event version, the microseconds of parseData, the median of several rounds; for PenaltyDecided
 * also as sparse registers send it, and as a log gives it back.
 */
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { catalogue, latestVersion, parseData, parseRecorded } from '@jianwei/events/catalogue.ts'
import { readGolden } from '#/support/golden-files.ts'

readCommandLine({
  call: 'node tests/bench/parse-events.ts',
  does: 'Measures what parsing an event of every type costs, in microseconds.',
})

const ROUNDS = 7
const CALLS = 20_000

function microseconds(run: () => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    for (let call = 0; call < CALLS; call++) run()
    return ((performance.now() - start) * 1000) / CALLS
  })
  // ROUNDS is odd, so there is a middle.
  return rounds.sort((a, b) => a - b)[(ROUNDS - 1) / 2]!
}

function report(name: string, run: () => unknown): void {
  process.stdout.write(`${name.padEnd(44)} ${microseconds(run).toFixed(2).padStart(7)} µs\n`)
}

const sparse = {
  penalty_types: ['02'],
  decision_number: '30-100-030001',
  currency: 'TWD',
  fine_cents: 6_000_000,
  fine_unit: 'yuan',
  fine_text: '60000',
  violated_on: '2010-11-26',
  legal_basis: '水污染防治法第28條第1項',
}
const row = {
  event_id: '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  type: 'PenaltyDecided',
  schema_version: 1,
  subject_id: 'tw-epa:L02A0361',
  region: 'tw-epa:臺中市',
  department: null,
  occurred_at: '2011-03-01T00:00:00.000Z',
  reported_at: '2011-03-01T00:00:00.000Z',
  source: 'urn:tw-epa:penalties',
  source_event_id: 'p-1',
  correlation_id: 'p-1',
  causation_id: null,
  recorded_at: '2026-03-10T02:00:01.000Z',
  position: 7,
  stream: 'subject-tw-epa:L02A0361',
  revision: 0,
  data: sparse,
}

report('PenaltyDecided, 8 fields', () => parseData('PenaltyDecided', 1, sparse))
report('PenaltyDecided, 8 fields, from the log', () => parseRecorded(row))
for (const definition of catalogue) {
  if (definition.schema_version !== latestVersion(definition.type)) continue
  const { type, schemaversion, data } = readGolden(definition)
  report(`${type}, ${Object.keys(data).length} fields`, () => parseData(type, schemaversion, data))
}
