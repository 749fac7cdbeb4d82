/**
 * SQL for the warehouse. Statements cannot have bound parameters (chDB serialises those
 * process-wide), so values stand in their text as literals. The tag `sql` writes them: a value
 * becomes a literal, and only what is `Sql` already is joined as it is. The warehouse takes nothing
 * else, so text that was not escaped does not compile.
 */

/** A SELECT within a statement that has a name for people. The engine does not see it. */
export interface Step {
  readonly name: string
  /** What it gives, in a sentence. */
  readonly gives: string
  /** Where in the text its SELECT begins. */
  readonly at: number
}

const NO_STEPS: readonly Step[] = []

/**
 * A statement or a part of one. Only this file makes them, and each one's quotes and comments are
 * closed, so that joining them changes the meaning of none.
 */
class Statement {
  /** What the engine reads. */
  readonly text: string
  /** From the inside outwards: a step stands behind those that it is made of. */
  readonly steps: readonly Step[]
  /** For the compiler alone: an object that merely has a `text` is not one of these. */
  declare private readonly brand: true

  constructor(text: string, steps: readonly Step[] = NO_STEPS) {
    this.text = text
    this.steps = steps
  }

  toString(): string {
    return this.text
  }
}

export type Sql = Statement

/**
 * What the tag takes: text becomes a text literal, a number a number literal. For instants, uuids
 * and lists there are functions below that give `Sql`.
 */
export type SqlValue = Sql | string | number | bigint

/**
 * SQL from a template. Throws TypeError where a value stands within quotes or a comment of the
 * template, or a number has no literal.
 */
export function sql(template: TemplateStringsArray, ...values: readonly SqlValue[]): Sql {
  assertClosed(template)
  // A template has one piece more than it has values.
  let written = template[0]!
  let steps = NO_STEPS
  for (const [index, value] of values.entries()) {
    const literal = literalOf(value)
    // Two signs in a row would begin a comment.
    if (literal.startsWith('-') && written.endsWith('-')) written += ' '
    steps = withSteps(steps, value, written.length)
    written += `${literal}${template[index + 1]!}`
  }
  return new Statement(written, steps)
}

/**
 * A SELECT, by a name and with what it gives in a sentence. Whoever shows a statement shows them
 * where the SELECT begins (`rule-statements/queries.ts`); the text stays as it is. Throws TypeError
 * for what is no SELECT, and for a name that is not of plain words.
 */
export function stepSql(name: string, gives: string, select: Sql): Sql {
  const at = select.text.search(/\S/)
  if (!/^(?:SELECT|WITH)\b/.test(select.text.slice(at, at + 7)))
    throw new TypeError(`the step ${name} does not begin with SELECT or WITH`)
  if (!/^[a-z ]+$/.test(name)) throw new TypeError(`the name of a step is plain words: ${name}`)
  return new Statement(select.text, [...select.steps, { name, gives, at }])
}

function withSteps(steps: readonly Step[], value: SqlValue, before: number): readonly Step[] {
  if (!(value instanceof Statement) || value.steps.length === 0) return steps
  return [...steps, ...value.steps.map((one) => ({ ...one, at: one.at + before }))]
}

/**
 * The text of a file of this program as SQL, such as a `table.sql` or what was made of one. The
 * only way past the tag: never for text that came from elsewhere.
 */
export function sqlOfFile(text: string): Sql {
  return new Statement(text)
}

/** Text literals and comments: whatever stands in them is no name. */
const UNREAD = String.raw`'(?:[^'\\]|\\[^])*'|--[^\n]*|/\*[^]*?\*/`

/** What a statement says without its text literals and comments. */
export function namesIn(statement: Sql): string {
  return statement.text.replaceAll(new RegExp(UNREAD, 'g'), ' ')
}

/** The statement reading from another source where it reads from a table of these names. */
export function readingFrom(statement: Sql, sources: ReadonlyMap<string, Sql>): Sql {
  const names = [...sources.keys()].join('|')
  const found = new RegExp(String.raw`${UNREAD}|\b(FROM|JOIN)\s+(${names})\b`, 'g')
  return new Statement(
    statement.text.replaceAll(found, (written: string, from?: string, table?: string) => {
      const source = table === undefined ? undefined : sources.get(table)
      return source === undefined ? written : `${from} ${source.text}`
    }),
  )
}

/** A comment; what could end it, or is no word, becomes an underscore. */
export function comment(words: string): Sql {
  return new Statement(`/* ${words.replaceAll(/[^\w:. -]/g, '_')} */`)
}

/** A text literal. Backslash and quote are escaped; every other character stands for itself. */
export function text(value: string): Sql {
  return new Statement(textLiteral(value))
}

/** An integer literal; refuses what is not a safe integer. */
export function integer(value: number): Sql {
  if (!Number.isSafeInteger(value)) throw new TypeError(`not a safe integer: ${value}`)
  return new Statement(String(value))
}

/** A number literal that reads back as the same double; refuses NaN and infinities. */
export function decimal(value: number): Sql {
  if (!Number.isFinite(value)) throw new TypeError(`not a finite number: ${value}`)
  return new Statement(String(value))
}

/** A DateTime64(3, 'UTC') from an instant `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export function instant(value: string): Sql {
  return sql`toDateTime64(${value.replace('T', ' ').replace('Z', '')}, 3, 'UTC')`
}

export function uuid(value: string): Sql {
  return sql`toUUID(${value})`
}

/** `YYYY-MM-DDTHH:mm:ss.sssZ` of a DateTime64(3, 'UTC'). */
export function timeTextSql(time: Sql): Sql {
  return sql`concat(replaceOne(toString(${time}), ' ', 'T'), 'Z')`
}

/** `'a', 'b'`: the values as literals, with commas between them. */
export function list(values: readonly SqlValue[]): Sql {
  return joined(
    values.map((value) => (value instanceof Statement ? value : new Statement(literalOf(value)))),
  )
}

/**
 * `['a', 'b']`, also of none. A list of calls costs the engine's parser more than the query itself;
 * one array of texts does not.
 */
export function textArray(values: readonly string[]): Sql {
  return sql`[${list(values)}]::Array(String)`
}

/** `('a', 'b')`, for use after IN. Refuses an empty list, which is not SQL. */
export function textList(values: readonly string[]): Sql {
  if (values.length === 0) throw new TypeError('IN needs at least one value')
  return new Statement(`(${values.map(textLiteral).join(', ')})`)
}

/** `name`, or `of.name`; names that this program gives, and small enough to need no quotes. */
const IDENTIFIER = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?$/

/**
 * The name of a column or table. Throws TypeError where it is not one of `allowed`, or without that
 * list, not made of letters, digits and underscores.
 */
export function identifier(name: string, allowed?: readonly string[]): Sql {
  if (allowed?.includes(name) === false || !IDENTIFIER.test(name))
    throw new TypeError(`not the name of a column or table here: ${name}`)
  return new Statement(name)
}

/** The name of a table that the engine gave, whatever it is made of. */
export function quotedIdentifier(name: string): Sql {
  return new Statement(`\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``)
}

/** Names of columns, with commas between them. */
export function columns(names: readonly string[], allowed?: readonly string[]): Sql {
  return joined(names.map((name) => identifier(name, allowed)))
}

/** What may stand between the parts of a list. */
export type Separator = ', ' | ',\n  ' | '' | ' OR ' | ' + ' | ' UNION ALL ' | '\nUNION ALL\n'

export function joined(parts: readonly Sql[], separator: Separator = ', '): Sql {
  return concatenated(parts, separator)
}

function concatenated(parts: readonly Sql[], separator: string): Sql {
  let written = ''
  let steps = NO_STEPS
  for (const [index, part] of parts.entries()) {
    if (index > 0) written += separator
    steps = withSteps(steps, part, written.length)
    written += part.text
  }
  return new Statement(written, steps)
}

/**
 * All of the conditions; true where there are none. A part that has alternatives is made with `or`,
 * which puts its brackets.
 */
export function and(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? TRUE : concatenated(conditions, ' AND ')
}

/** One of the conditions, in brackets; false where there are none. */
export function or(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? FALSE : sql`(${concatenated(conditions, ' OR ')})`
}

function literalOf(value: SqlValue): string {
  if (typeof value === 'string') return textLiteral(value)
  if (typeof value === 'number') return numberLiteral(value)
  if (typeof value === 'bigint') return String(value)
  return value.text
}

function textLiteral(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function numberLiteral(value: number): string {
  // Beyond 2^53 another integer may have been meant; `decimal` says that none was.
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    throw new TypeError(`not a finite number or a safe integer: ${value}`)
  return String(value)
}

/** Templates that were looked through: each is one object for as long as the program runs. */
const closed = new WeakSet<TemplateStringsArray>()

/** What opens something that goes on until its end, and within which nothing may be put. */
const SPANS = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*.*?\*\/|--[^\n]*\n/gs
const OPENS = /['"`]|\/\*|--/

function assertClosed(template: TemplateStringsArray): void {
  if (closed.has(template)) return
  for (const piece of template) {
    if (OPENS.test(piece.replace(SPANS, ' ')))
      throw new TypeError(`a value within quotes or a comment, or one that is not closed: ${piece}`)
  }
  closed.add(template)
}

const TRUE = sql`1`
const FALSE = sql`0`
/** Nothing, for a part that may be absent. */
export const NOTHING = sql``
