import { beforeAll, describe, expect, test } from 'vitest'
import { catalogue } from '@jianwei/events/catalogue.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import { innerCheckHolds, parseUscc } from '@jianwei/events/identifiers/uscc.ts'
import { FAULTS } from '#/simulation/faults/fault-list.ts'
import type { SimulatedLine } from '#/simulation/line-writer.ts'
import { DEFAULT_OPTIONS } from '#/simulation/options.ts'
import { simulateWhole } from '#/simulation/simulation.ts'
import type { TotalsRecord, TruthRecord } from '#/simulation/truth.ts'
import { intakeInMemory, type Decision } from '#/simulation/intake-in-memory.ts'

const OPTIONS = {
  ...DEFAULT_OPTIONS,
  subjects: 400,
  days: 220,
  activity: 90,
  duplicates: 0.03,
  corrections: 0.04,
  broken: 0.03,
}

describe('intake and the truth agree', () => {
  const decided: { readonly line: SimulatedLine; readonly decision: Decision }[] = []
  let truth: TruthRecord[]

  beforeAll(async () => {
    const decide = intakeInMemory()
    const whole = simulateWhole(OPTIONS)
    truth = whole.truth
    for (const line of whole.lines) decided.push({ line, decision: await decide(line) })
  })

  test('on every line: taken, duplicate, or refused with the expected code', () => {
    const wrong = decided.filter(({ line, decision }) => {
      if (decision.status !== line.expected.outcome) return true
      return line.expected.outcome === 'quarantined' && !decision.codes.includes(line.expected.code)
    })
    const shown = wrong.map(({ line, decision }) => ({
      ...line,
      content: String(line.content).slice(0, 400),
      decision,
    }))
    expect(shown.slice(0, 5)).toEqual([])
    expect(decided.length).toBeGreaterThan(15_000)
  })

  test('on the line that a duplicate repeats, byte for byte where it says so', () => {
    for (const { line, decision } of decided) {
      if (line.expected.outcome !== 'duplicate') continue
      const first = decided[line.expected.of_line - 1]
      expect(first?.decision).toMatchObject({
        status: 'accepted',
        event: { event_id: decision.event?.event_id },
      })
      expect(first?.line.content === line.content).toBe(line.expected.form === 'same-bytes')
    }
  })

  test('on the totals, and on each line that is not simply taken', () => {
    const totals = truth.at(-1) as TotalsRecord
    const count = (status: string): number =>
      decided.filter(({ decision }) => decision.status === status).length
    expect(totals).toMatchObject({
      record: 'totals',
      lines: decided.length,
      accepted: count('accepted'),
      duplicates: count('duplicate'),
      quarantined: count('quarantined'),
    })
    const planted = truth.flatMap((record) =>
      record.record === 'line' ? [[record.line, record.expected]] : [],
    )
    const unusual = decided.flatMap(({ line }) =>
      line.expected.outcome === 'accepted' ? [] : [[line.line, line.expected]],
    )
    expect(planted).toEqual(unusual)
  })

  test('on the amendments and the facts that they name', () => {
    const named = truth.flatMap((record) => (record.record === 'amendment' ? [record] : []))
    const kinds = { correction: 'FactCorrected', retraction: 'FactRetracted' }
    for (const { line, kind, fact, subject_id } of named) {
      expect(decided[line - 1]?.decision.event).toMatchObject({
        type: kinds[kind],
        subject_id,
        data: { fact },
      })
    }
    const amendments = accepted().filter(
      ({ type }) => type === 'FactCorrected' || type === 'FactRetracted',
    )
    expect(named).toHaveLength(amendments.length)
  })

  test('every type of fact and of amendment occurs, in every version', () => {
    const wanted = catalogue
      .filter(({ role }) => role !== 'record')
      .map(({ type, schema_version }) => `${type} ${schema_version}`)
    const sent = new Set(
      decided.flatMap(({ line }) => {
        if (line.expected.outcome !== 'accepted') return []
        const { type, schemaversion = 1 } = JSON.parse(String(line.content)) as {
          type: string
          schemaversion?: number
        }
        return [`${type} ${schemaversion}`]
      }),
    )
    expect(wanted.filter((version) => !sent.has(version))).toEqual([])
  })

  test('every kind of fault occurs', () => {
    const totals = truth.at(-1) as TotalsRecord
    expect(FAULTS.map(({ name }) => name).filter((name) => !(name in totals.by_fault))).toEqual([])
  })

  test('every subject is a credit code of the province whose two check characters hold', () => {
    const subjects = new Set(accepted().map(({ subject_id }) => subject_id))
    expect(subjects.size).toBeGreaterThan(300)
    for (const subject of subjects) {
      const parsed = parseUscc(subject)
      expect(parsed.ok && innerCheckHolds(parsed.value)).toBe(true)
      expect(subject).toMatch(/^9[12]33/)
    }
  })

  function accepted(): NewEvent[] {
    return decided.flatMap(({ decision }) =>
      decision.status === 'accepted' && decision.event !== undefined ? [decision.event] : [],
    )
  }
})
