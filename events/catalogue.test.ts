import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogue, definitionOf, latestVersion, parseData, roleOf } from '#/catalogue.ts'

const penalty = { penalty_types: ['02'] }
const fine = { currency: 'CNY', fine_cents: 500_000, fine_unit: 'yuan', fine_text: '5000' }
const correction = {
  fact: { source: 'urn:example:bureau', id: 'cf-1' },
  reason: 'wrong unit',
  replacement: {
    type: 'PenaltyDecided',
    schema_version: 1,
    occurred_at: '2026-04-10T08:00:00+08:00',
    region: '330203',
    department: null,
    data: penalty,
  },
}

function replacing(replacement: object) {
  return { ...correction, replacement: { ...correction.replacement, ...replacement } }
}

/** `code path` of each refusal, or the parsed data. */
function outcome(type: string, schemaVersion: number, data: unknown) {
  const parsed = parseData(type, schemaVersion, data)
  return parsed.ok ? parsed.data : parsed.reasons.map((reason) => `${reason.code} ${reason.path}`)
}

describe('the catalogue is closed', () => {
  test('a type that is not in it is refused', () => {
    expect(outcome('PenaltyImagined', 1, {})).toEqual(['EVENT_TYPE_UNKNOWN type'])
    expect(latestVersion('PenaltyImagined')).toBeUndefined()
    expect(roleOf('PenaltyImagined')).toBeUndefined()
  })

  test.each([0, 2, -1, 1.5, Number.NaN])(
    'version %s of a type with one version is refused',
    (version) => {
      expect(outcome('PenaltyDecided', version, penalty)).toEqual([
        'EVENT_VERSION_UNKNOWN schema_version',
      ])
      expect(definitionOf('PenaltyDecided', version)).toBeUndefined()
    },
  )

  test('names that objects inherit are no event types', () => {
    expect(outcome('constructor', 1, {})).toEqual(['EVENT_TYPE_UNKNOWN type'])
  })
})

describe('a refusal names the field and the kind of fault', () => {
  test.each([
    ['nothing at all', null, ['FIELD_TYPE data']],
    ['a list', [], ['FIELD_TYPE data']],
    ['no penalty type', {}, ['FIELD_MISSING data.penalty_types']],
    ['an empty list of penalty types', { penalty_types: [] }, ['FIELD_VALUE data.penalty_types']],
    [
      'a penalty type outside the table',
      { penalty_types: ['02', '15'] },
      ['FIELD_VALUE data.penalty_types[1]'],
    ],
    ['a field of the wrong type', { ...penalty, case_number: 7 }, ['FIELD_TYPE data.case_number']],
    ['a field nobody knows', { ...penalty, fien: 1 }, ['FIELD_UNKNOWN data.fien']],
    [
      'a coded value without code and text',
      { ...penalty, case_source: {} },
      ['CODE_AND_TEXT_MISSING data.case_source'],
    ],
    [
      'a day that is not in the calendar',
      { ...penalty, violated_on: '2026-02-30' },
      ['FIELD_VALUE data.violated_on'],
    ],
    [
      'an item code that is too short',
      { ...penalty, supervise_item_implement_code: '123' },
      ['ITEM_LENGTH data.supervise_item_implement_code'],
    ],
  ])('%s', (_, data, reasons) => {
    expect(outcome('PenaltyDecided', 1, data)).toEqual(reasons)
  })

  test('everything that is wrong is told at once', () => {
    const data = { penalty_types: ['99'], procedure: '03', hearing_held: 'yes' }
    expect(outcome('PenaltyDecided', 1, data)).toHaveLength(3)
  })

  test('a field whose name is no plain word is quoted, and cut when it is long', () => {
    expect(outcome('ClockAdvanced', 1, { to: '2026-01-01T00:00:00Z', 'a b': 1 })).toEqual([
      'FIELD_UNKNOWN data["a b"]',
    ])
    const [reason] = outcome('ClockAdvanced', 1, {
      to: '2026-01-01T00:00:00Z',
      ['x'.repeat(500)]: 1,
    }) as string[]
    expect(reason?.length).toBeLessThan(100)
  })

  test('of more than fifty reasons the last says how many are not shown', () => {
    const unknown = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`no_${i}`, 1]))
    const reasons = outcome('PenaltyDecided', 1, { ...penalty, ...unknown }) as string[]
    expect(reasons).toHaveLength(50)
    expect(reasons.at(-1)).toBe('REASONS_LEFT_OUT data')
  })

  test('no message repeats a refused value', () => {
    const secret = 'geheim-'
    const values = fc.oneof(
      fc.string().map((text) => secret + text),
      fc.constant([secret]),
      fc.constant({ code: secret, text: [secret] }),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...catalogue),
        fc.infiniteStream(values),
        (definition, stream) => {
          const fields = Object.keys(definition.data.shape)
          const data = Object.fromEntries(fields.map((field) => [field, stream.next().value]))
          const parsed = parseData(definition.type, definition.schema_version, data)
          if (!parsed.ok) expect(JSON.stringify(parsed.reasons)).not.toContain(secret)
        },
      ),
    )
  })
})

describe('inspections', () => {
  const officers = [
    { name: '甲某', certificate_number: 'T-1' },
    { name: '乙某', certificate_number: 'T-2' },
  ]

  test('have at least two officers', () => {
    expect(outcome('InspectionConducted', 1, { officers })).toEqual({ officers })
    expect(outcome('InspectionConducted', 1, { officers: officers.slice(1) })).toEqual([
      'OFFICERS_TOO_FEW data.officers',
    ])
    expect(outcome('InspectionConducted', 1, { officers: [] })).toEqual([
      'OFFICERS_TOO_FEW data.officers',
    ])
  })

  test('one certificate is one officer', () => {
    const twice = [officers[0], { ...officers[0], name: 'another spelling' }]
    expect(outcome('InspectionConducted', 1, { officers: twice })).toEqual([
      'OFFICERS_TOO_FEW data.officers',
    ])
  })

  test('two officers of one name without certificates are two', () => {
    const namesakes = [{ name: '张伟' }, { name: '张伟' }]
    expect(outcome('InspectionConducted', 1, { officers: namesakes })).toEqual({
      officers: namesakes,
    })
  })

  test('say so when the source publishes no officers', () => {
    expect(outcome('InspectionConducted', 1, { officers: null })).toEqual({ officers: null })
    expect(outcome('InspectionConducted', 1, {})).toEqual(['FIELD_MISSING data.officers'])
  })

  test('an officer has a name or a certificate number', () => {
    const data = { officers: [...officers, { unit: '一所' }] }
    expect(outcome('InspectionConducted', 1, data)).toEqual(['OFFICER_UNNAMED data.officers[2]'])
  })

  test('an item has one of four results', () => {
    const data = {
      officers: null,
      check_items: [{ result: 'pass' }, { result: 'fail' }, { result: 'ok' }, {}],
    }
    expect(outcome('InspectionConducted', 1, data)).toEqual([
      'FIELD_VALUE data.check_items[2].result',
      'FIELD_MISSING data.check_items[3].result',
    ])
  })
})

describe('amounts', () => {
  test('come whole', () => {
    expect(outcome('PenaltyDecided', 1, { ...penalty, ...fine })).toMatchObject(fine)
    expect(outcome('PenaltyDecided', 1, { ...penalty, fine_cents: 1 })).toEqual([
      'AMOUNT_INCOMPLETE data.fine_unit',
      'AMOUNT_INCOMPLETE data.fine_text',
      'AMOUNT_INCOMPLETE data.currency',
    ])
    expect(outcome('CaseClosed', 1, { paid_text: '5000', currency: 'CNY' })).toEqual([
      'AMOUNT_INCOMPLETE data.paid_cents',
      'AMOUNT_INCOMPLETE data.paid_unit',
    ])
  })

  test.each([
    [-1, 'FIELD_VALUE'],
    [0.5, 'FIELD_TYPE'],
    [2 ** 53, 'FIELD_VALUE'],
  ])('%s cents are no amount', (fine_cents, code) => {
    expect(outcome('PenaltyDecided', 1, { ...penalty, ...fine, fine_cents })).toEqual([
      `${code} data.fine_cents`,
    ])
  })
})

describe('versions', () => {
  test('an old version comes out as the latest', () => {
    expect(parseData('RectificationChecked', 1, { rectified: true })).toEqual({
      ok: true,
      data: { outcome: 'rectified' },
      schema_version: 2,
    })
  })

  test('the new field is unknown to the old version', () => {
    expect(outcome('RectificationChecked', 1, { outcome: 'rectified' })).toEqual([
      'FIELD_MISSING data.rectified',
      'FIELD_UNKNOWN data.outcome',
    ])
  })

  test('what was parsed parses again to the same', () => {
    const once = parseData('FactCorrected', 1, correction)
    if (!once.ok) throw new TypeError('the correction of this test is valid')
    expect(parseData('FactCorrected', once.schema_version, once.data)).toEqual(once)
  })
})

describe('corrections', () => {
  test('carry a whole fact, read by the definition of its type', () => {
    expect(outcome('FactCorrected', 1, correction)).toMatchObject({
      replacement: { occurred_at: '2026-04-10T00:00:00.000Z', data: penalty },
    })
    const wrong = replacing({ data: { penalty_types: ['99'] } })
    expect(outcome('FactCorrected', 1, wrong)).toEqual([
      'FIELD_VALUE data.replacement.data.penalty_types[0]',
    ])
  })

  test('bring old content to the latest version', () => {
    const old = replacing({ type: 'RectificationChecked', data: { rectified: false } })
    expect(outcome('FactCorrected', 1, old)).toMatchObject({
      replacement: { schema_version: 2, data: { outcome: 'not_rectified' } },
    })
  })

  test.each(['FactCorrected', 'FactRetracted', 'WarningRaised', 'ClockAdvanced'])(
    'cannot put a %s in place',
    (type) => {
      expect(outcome('FactCorrected', 1, replacing({ type }))).toEqual([
        'REPLACEMENT_NOT_A_FACT data.replacement.type',
      ])
    },
  )

  test('name a type and version of the catalogue', () => {
    expect(outcome('FactCorrected', 1, replacing({ type: 'Nothing' }))).toEqual([
      'EVENT_TYPE_UNKNOWN data.replacement.type',
    ])
    expect(outcome('FactCorrected', 1, replacing({ schema_version: 9 }))).toEqual([
      'EVENT_VERSION_UNKNOWN data.replacement.schema_version',
    ])
  })

  test('name their fact by a source and an id that can be hashed', () => {
    const broken = { ...correction, fact: { source: 'a\nb', id: '\ud800' } }
    expect(outcome('FactCorrected', 1, broken)).toEqual([
      'IDENTITY_UNPRINTABLE data.fact.source',
      'IDENTITY_UNPRINTABLE data.fact.id',
    ])
  })
})
