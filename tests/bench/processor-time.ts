import { readdirSync, readFileSync } from 'node:fs'

/** What the kernel counts processor time in. */
const TICK_MS = 10

/** Milliseconds of all threads of a process, in user and system mode; 0 when it has ended. */
export function processorMs(pid: number): number {
  const fields = fieldsOf(pid)
  // utime and stime are fields 14 and 15.
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS
}

/** Of the processes that this one has started and that run. */
export function childrenMs(): number {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && Number(fieldsOf(pid)[1]) === process.pid)
    .reduce((sum, pid) => sum + processorMs(pid), 0)
}

/** From field 3 on: what comes after the name, which may hold anything. */
function fieldsOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
