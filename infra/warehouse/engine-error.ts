import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'

/**
 * Engine messages quote what they were working on: literals of the query, bound values, rows that
 * did not parse. Any of these may name a person, and errors reach logs. So a message leaves this
 * file with its quoted values cut out, and the driver's own error is not attached as a cause.
 */

/** Nobody answered. */
export const NETWORK_ERROR = 210
/** The engine was told to stop this query. */
export const QUERY_WAS_CANCELLED = 394
/** Stands for failures that carry no engine code. */
export const NO_ENGINE_CODE = 0

/**
 * Codes after which the same statement may succeed if it is run again. Names as in ClickHouse's
 * ErrorCodes.
 */
const RETRYABLE: ReadonlySet<number> = new Set([
  159, // TIMEOUT_EXCEEDED
  164, // READONLY, while a table is being made ready
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  209, // SOCKET_TIMEOUT
  NETWORK_ERROR,
  241, // MEMORY_LIMIT_EXCEEDED
  242, // TABLE_IS_READ_ONLY
  243, // NOT_ENOUGH_SPACE
  252, // TOO_MANY_PARTS
  279, // ALL_CONNECTION_TRIES_FAILED
  285, // TOO_FEW_LIVE_REPLICAS
  286, // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  289, // REPLICA_IS_NOT_IN_QUORUM
  319, // UNKNOWN_STATUS_OF_INSERT
  517, // CANNOT_ASSIGN_ALTER, while another is under way
  999, // KEEPER_EXCEPTION
])

const MESSAGE_CHARACTERS_MAX = 400

/**
 * What the drivers' errors look like: ClickHouseError has `code` as text, chDB's own has
 * `clickhouseCode`.
 */
interface DriverError {
  readonly code?: unknown
  readonly clickhouseCode?: unknown
  readonly type?: unknown
  readonly message?: unknown
  readonly cause?: unknown
}

/** ClickHouse's error number, wherever along the causes it stands; 0 when there is none. */
export function engineCodeOf(error: unknown): number {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as DriverError).cause) {
    // An object of unknown origin: every field is read as unknown and checked.
    const { clickhouseCode, code, message } = at as DriverError
    if (typeof clickhouseCode === 'number') return clickhouseCode
    if (typeof code === 'string' && /^\d+$/.test(code)) return Number(code)
    const prefix = typeof message === 'string' ? /^Code: (\d+)\b/.exec(message)?.[1] : undefined
    if (prefix !== undefined) return Number(prefix)
  }
  return NO_ENGINE_CODE
}

/**
 * A failed query or statement. The message keeps the engine's words without the values it quotes.
 */
export function queryFailed(purpose: string, error: unknown, sql = ''): WarehouseError {
  return warehouseError(purpose, error, withoutValues(withoutLiterals(messageOf(error), sql)))
}

/**
 * A failed insert. Its message may hold whole rows, unquoted: only the kind of failure, row number
 * and column are kept.
 */
export function insertFailed(purpose: string, error: unknown): WarehouseError {
  const message = messageOf(error)
  const kind =
    kindOf(error) ?? /\(([A-Z][A-Z_]+)\)\s*$/.exec(message)?.[1] ?? 'the engine refused the rows'
  const row = /\(at row (\d+)\)/.exec(message)?.[1]
  const column =
    /while reading the value of key ([a-z_0-9]+)|Column \d+,\s+name: ([a-z_0-9]+)/.exec(message)
  const name = column?.[1] ?? column?.[2]
  const where = [
    row === undefined ? '' : ` at row ${row}`,
    name === undefined ? '' : ` in column ${name}`,
  ].join('')
  return warehouseError(purpose, error, `${kind}${where}`)
}

/** An insert that failed between its token and its part (token-notes.ts). */
export function insertCutShort(table: string, cause: unknown): WarehouseError {
  const problem = 'the engine kept the token of rows that it does not have; it must be opened again'
  return new WarehouseError(`insert:${table}: ${problem}`, engineCodeOf(cause), {
    retryable: false,
    cause,
  })
}

/** ClickHouse's name for the code, where the driver has cut it off the message. */
function kindOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { type } = error as DriverError
  return typeof type === 'string' && /^[A-Z][A-Z0-9_]+$/.test(type) ? type : undefined
}

function warehouseError(purpose: string, error: unknown, problem: string): WarehouseError {
  const engineCode = engineCodeOf(error)
  return new WarehouseError(`${purpose}: ${problem}`, engineCode, {
    retryable: RETRYABLE.has(engineCode),
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Cuts the query's own text literals, which functions such as throwIf repeat without quotes. */
function withoutLiterals(message: string, sql: string): string {
  let cut = message
  for (const [, literal] of sql.matchAll(/'((?:[^'\\]|\\.)+)'/gs)) {
    if (literal !== undefined && literal.length > 1) cut = cut.replaceAll(literal, '…')
  }
  return cut
}

/**
 * Quoted values become '…', long numbers #; what follows an unclosed quote is cut, and so is the
 * echo of the query.
 */
export function withoutValues(message: string): string {
  // An apostrophe inside a word opens no value: "Checksum doesn't match" must not cut what was
  // found.
  const withoutEcho = message
    .replace(/(?<=\b(?:ca|did|do|does|is|was|wo)n)'(?=t\b)/gi, '’')
    .replace(/\s*(In scope|in scope|While processing|while processing|while executing)\b.*$/s, '')
  const quotesCut = withoutEcho.replace(/'(?:[^'\\]|\\.|'')*'/gs, "'…'")
  const oddQuote = quotesCut.replaceAll("'…'", '      ').indexOf("'")
  const closed = oddQuote === -1 ? quotesCut : cutAtUnclosed(quotesCut)
  const short = closed.replace(/"(?:[^"\\]|\\.)*("|$)/gs, '"…"').replace(/\d{6,}/g, '#')
  return short.length > MESSAGE_CHARACTERS_MAX
    ? `${short.slice(0, MESSAGE_CHARACTERS_MAX)}…`
    : short.trim()
}

function cutAtUnclosed(text: string): string {
  const marked = text.replaceAll("'…'", '\u0001')
  return marked.slice(0, marked.indexOf("'")).replaceAll('\u0001', "'…'")
}
