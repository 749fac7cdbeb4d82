import { eventFault, type Fault } from './fault.ts'

/** Intake takes a line of up to 1 MiB. */
const LINE_BYTES_TOO_MANY = 1024 * 1024 + 1
/** Lines of that size would soon be most of a stream. */
const LONG_LINES_MAX = 2

/** Bytes that are no event at all. */
export const syntaxFaults: readonly Fault[] = [
  {
    name: 'not-json',
    code: 'JSON_MALFORMED',
    spoil: (fields) => `${String(fields['id'])},${String(fields['type'])},2025-01-01`,
  },
  {
    name: 'truncated-json',
    code: 'JSON_MALFORMED',
    spoil: (fields) => JSON.stringify(fields).slice(0, -7),
  },
  {
    name: 'trailing-comma',
    code: 'JSON_MALFORMED',
    spoil: (fields) => `${JSON.stringify(fields).slice(0, -1)},}`,
  },
  {
    name: 'invalid-utf8',
    code: 'ENCODING_NOT_UTF8',
    spoil: (fields) => withBytes(fields, [0xc3, 0x28]),
  },
  // 你 in GBK: what an old export sends.
  {
    name: 'gbk-bytes',
    code: 'ENCODING_NOT_UTF8',
    spoil: (fields) => withBytes(fields, [0xc4, 0xe3]),
  },
  { name: 'json-list', code: 'CLOUDEVENT_NOT_OBJECT', spoil: (fields) => JSON.stringify([fields]) },
  {
    name: 'json-text',
    code: 'CLOUDEVENT_NOT_OBJECT',
    spoil: (fields) => JSON.stringify(fields['id']),
  },
  {
    ...eventFault('line-too-long', 'LINE_TOO_LONG', (fields) => ({
      ...fields,
      padding: 'x'.repeat(LINE_BYTES_TOO_MANY),
    })),
    timesMax: LONG_LINES_MAX,
  },
]

/** The line with these bytes at the end of its department's name. */
function withBytes(fields: Record<string, unknown>, bytes: readonly number[]): Uint8Array {
  const [before = '', after = ''] = JSON.stringify({ ...fields, department: 'MARK' }).split(
    'MARK',
    2,
  )
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
}
