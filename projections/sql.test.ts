import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openWarehouse,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import {
  and,
  columns,
  comment,
  decimal,
  identifier,
  instant,
  integer,
  joined,
  list,
  namesIn,
  or,
  quotedIdentifier,
  readingFrom,
  sql,
  stepSql,
  textList,
  uuid,
  type Sql,
} from '#/sql.ts'

describe('a step', () => {
  const facts = stepSql('facts', 'what is in force', sql`\nSELECT a FROM t`)

  test('has its place wherever it is put, from the inside outwards, and leaves the text as it is', () => {
    const rows = stepSql('rows', 'both', sql`WITH 1 AS x SELECT ${'it'} FROM (${facts})`)
    const whole = joined([rows, facts], '\nUNION ALL\n')
    expect(whole.text).toBe(
      "WITH 1 AS x SELECT 'it' FROM (\nSELECT a FROM t)\nUNION ALL\n\nSELECT a FROM t",
    )
    expect(whole.steps.map(({ name, at }) => [name, whole.text.slice(at, at + 6)])).toEqual([
      ['facts', 'SELECT'],
      ['rows', 'WITH 1'],
      ['facts', 'SELECT'],
    ])
    const within = [and([sql`a IN (${facts})`]), or([sql`0`, sql`a IN (${facts})`])]
    for (const { text, steps } of [...within, list([facts])])
      expect(steps.map(({ at }) => text.slice(at, at + 8))).toEqual(['SELECT a'])
  })

  test('is a SELECT, and its name is of plain words', () => {
    expect(() => stepSql('facts', 'none', sql`a = 1`)).toThrow(TypeError)
    expect(() => stepSql("a'b", 'none', sql`SELECT 1`)).toThrow(TypeError)
  })
})

describe('the tag', () => {
  test('writes text and numbers as literals and joins only SQL as it is', () => {
    expect(sql`SELECT ${"it's"}, ${7}, ${-0.5} FROM ${identifier('events_v2')}`.text).toBe(
      "SELECT 'it\\'s', 7, -0.5 FROM events_v2",
    )
    expect(sql`a IN (${sql`SELECT ${'x'}`})`.text).toBe("a IN (SELECT 'x')")
  })

  test('keeps a negative number from beginning a comment', () => {
    expect(sql`SELECT 1 -${-1}`.text).toBe('SELECT 1 - -1')
  })

  test('refuses a number that has no literal', () => {
    for (const value of [NaN, Infinity, -Infinity, 2 ** 53, 1e300])
      expect(() => sql`${value}`).toThrow(TypeError)
    expect(decimal(1e300).text).toBe('1e+300')
    expect(() => integer(1.5)).toThrow(TypeError)
  })

  test('refuses a value within quotes or a comment', () => {
    expect(() => sql`SELECT '${'x'}'`).toThrow(TypeError)
    expect(() => sql`SELECT "${'x'}"`).toThrow(TypeError)
    expect(() => sql`SELECT \`${'x'}\``).toThrow(TypeError)
    expect(() => sql`SELECT 1 /* ${'x'} */`).toThrow(TypeError)
    expect(() => sql`SELECT 1 -- ${'x'}`).toThrow(TypeError)
  })

  test('refuses quotes and comments that it does not close', () => {
    expect(() => sql`SELECT 'a`).toThrow(TypeError)
    expect(() => sql`SELECT 1 -- all`).toThrow(TypeError)
    expect(() => sql`SELECT 'a\\'`).toThrow(TypeError)
    expect(sql`SELECT 'a\\'', "b", 'it''s' /* c' */`.text).toContain('/* c')
  })
})

describe('names in a statement', () => {
  const statement = sql`SELECT a /* b it's */ FROM t AS x -- c
WHERE d = ${"e' FROM t\\"} AND f IN (SELECT g FROM t JOIN u)`

  test('are no texts and no comments', () => {
    expect(namesIn(statement).match(/\b[a-g]\b/g)).toEqual(['a', 'd', 'f', 'g'])
  })

  test('of tables are others where it reads from them, and nowhere else', () => {
    const sources = new Map([['t', sql`(SELECT ${'t'})`]])
    expect(readingFrom(statement, sources).text).toBe(
      "SELECT a /* b it's */ FROM (SELECT 't') AS x -- c\n" +
        String.raw`WHERE d = 'e\' FROM t\\' AND f IN (SELECT g FROM (SELECT 't') JOIN u)`,
    )
  })
})

describe('parts', () => {
  test('conditions hold all together, one of them, or where there are none', () => {
    const [a, b] = [sql`a = ${1}`, sql`b = ${'2'}`]
    expect(and([a, or([b, sql`c`])]).text).toBe("a = 1 AND (b = '2' OR c)")
    expect([and([]).text, or([]).text]).toEqual(['1', '0'])
  })

  test('lists are literals, columns are names', () => {
    expect(list(['a', 1, sql`now()`]).text).toBe("'a', 1, now()")
    expect(textList(['a', "'"]).text).toBe("('a', '\\'')")
    expect(() => textList([])).toThrow(TypeError)
    expect(columns(['a', 'e.b_2']).text).toBe('a, e.b_2')
    expect(joined([sql`a`, sql`b`], ' + ').text).toBe('a + b')
  })

  test('a name is made of letters and digits, and is one of those allowed', () => {
    for (const name of ['', 'a b', 'a;', "a'", 'a--', '1a', 'a.b.c', 'ä', 'a\n'])
      expect(() => identifier(name), name).toThrow(TypeError)
    expect(() => identifier('secret', ['public'])).toThrow(TypeError)
    expect(() => columns(['public', 'secret'], ['public'])).toThrow(TypeError)
  })

  test('a name that the engine gave is quoted, and a comment cannot be left', () => {
    expect(quotedIdentifier('.inner`; DROP').text).toBe('`.inner\\`; DROP`')
    expect(comment('server:alerts */ DROP').text).toBe('/* server:alerts __ DROP */')
  })
})

/** Never called: where one of these compiled, the check of types would say so. */
export function doesNotCompile(name: string): unknown {
  const conditions = [
    // @ts-expect-error -- a list needs `list` or `textList`
    sql`a IN ${['x']}`,
    // @ts-expect-error -- what may be absent is decided before
    sql`a = ${undefined}`,
    // @ts-expect-error -- null has no literal that compares
    sql`a = ${null}`,
    // @ts-expect-error -- a truth value is a condition, not a literal
    sql`a = ${true}`,
    // @ts-expect-error -- an object that looks like SQL is none
    sql`a = ${{ text: name }}`,
  ]
  // @ts-expect-error -- text is no SQL
  const condition: Sql = `a = '${name}'`
  // @ts-expect-error -- nor is it among conditions
  return [conditions, condition, and([`a = '${name}'`])]
}

describe('literals', () => {
  let opened: WarehouseInFolder
  beforeAll(async () => {
    opened = await openWarehouse()
  })
  afterAll(async () => opened[Symbol.asyncDispose]())

  async function answerTo(value: Sql): Promise<unknown> {
    const [row] = await opened.warehouse.query<{ value: unknown }>(sql`SELECT ${value} AS value`, {
      purpose: 'test:literals',
    })
    return row?.value
  }

  test('any text comes back from the engine as itself', async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('\\', "'", '"', '`', '-', '/', '*', '\n', '\0', 'é', '}'),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 20 }), async (values) => {
        expect(await answerTo(sql`[${list(values)}]`)).toEqual(values)
        // There is at least one.
        expect(await answerTo(sql`${values[0]!}`)).toEqual(values[0])
        expect(await answerTo(sql`${values[0]!} IN ${textList(values)}`)).toBe(1)
      }),
      { numRuns: 40 },
    )
  })

  test('any finite number comes back from the engine as itself', async () => {
    const anyNumber = fc.double({ noDefaultInfinity: true, noNaN: true })
    await fc.assert(
      fc.asyncProperty(anyNumber, fc.maxSafeInteger(), async (double, whole) => {
        expect(await answerTo(sql`toFloat64(${decimal(double)})`)).toBe(double === 0 ? 0 : double)
        expect(Number(await answerTo(sql`toInt64(0 -${whole})`))).toBe(whole === 0 ? 0 : -whole)
      }),
    )
  })

  test('instants and uuids are values of their types', async () => {
    const id = '0190163d-8694-739b-aea5-966c26f8ad91'
    expect(await answerTo(instant('2026-03-29T01:30:00.007Z'))).toBe('2026-03-29 01:30:00.007')
    expect(await answerTo(uuid(id))).toBe(id)
  })
})
