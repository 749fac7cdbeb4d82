import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import { devNull } from 'node:os'

const STANDARD_INPUT = 0

/**
 * Gives the process a standard input that is empty, once. At each insert chDB looks whether more
 * rows stand there: what does fails the insert, and of two inserts at once one may wait for ever
 * for what never comes. Throws Error where another file took its place meanwhile.
 */
export function emptyStandardInput(): void {
  if (isEmpty()) return
  closeSync(STANDARD_INPUT)
  // What is opened has the lowest number that is free.
  const opened = openSync(devNull, 'r')
  if (opened === STANDARD_INPUT) return
  closeSync(opened)
  throw new Error('the standard input cannot be emptied: start again with < /dev/null')
}

function isEmpty(): boolean {
  const [is, empty] = [fstatSync(STANDARD_INPUT), statSync(devNull)]
  return is.isCharacterDevice() && is.rdev === empty.rdev
}
