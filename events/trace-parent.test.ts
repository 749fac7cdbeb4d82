import { expect, test } from 'vitest'
import { idsOfTraceParent, parseTraceParent } from '#/trace-parent.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

test('a context of a recorded span is read, and its ids come out again', () => {
  const read = parseTraceParent(`00-${TRACE}-${SPAN}-01`)
  expect(read).toBe(`00-${TRACE}-${SPAN}-01`)
  expect(idsOfTraceParent(read!)).toEqual({ trace_id: TRACE, span_id: SPAN })
})

test('further flags and what later versions add are left out', () => {
  expect(parseTraceParent(`00-${TRACE}-${SPAN}-03`)).toBe(`00-${TRACE}-${SPAN}-01`)
  expect(parseTraceParent(`42-${TRACE}-${SPAN}-01-what-is-new`)).toBe(`00-${TRACE}-${SPAN}-01`)
})

test.each([
  ['a span that is not recorded', `00-${TRACE}-${SPAN}-00`],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['the forbidden version', `ff-${TRACE}-${SPAN}-01`],
  ['more than its version has', `00-${TRACE}-${SPAN}-01-x`],
  ['capital letters', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['something around it', ` 00-${TRACE}-${SPAN}-01`],
  ['nothing', ''],
  ['no text', 7],
  ['no value', undefined],
])('%s is no context', (_, text) => {
  expect(parseTraceParent(text)).toBeUndefined()
})
