import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { HANG_MS } from '../hang.ts'
import { javascriptStack } from './javascript-stack.ts'

/**
 * Where the threads of a process stand, for people who have to find out why it does: what the
 * kernel says of each, what JavaScript the main thread runs and, where gdb is there, how each came
 * there. Threads that stand alike are told once. Empty where none of them tells.
 */
export async function threadsOfProcess(pid: number): Promise<readonly string[]> {
  const kernel = toldByKernel(pid)
  const native = await toldByDebugger(pid)
  const stack = await javascriptStack(pid)
  const javascript = stack.length === 0 ? [] : ['JavaScript:', ...stack.map(indented)]
  return [...kernel, ...javascript, ...native]
}

function toldByKernel(pid: number): readonly string[] {
  const tasks = `/proc/${pid}/task`
  const threads = foldersIn(tasks).map((task) => {
    const [name, status, stands, call] = ['comm', 'status', 'wchan', 'syscall'].map((what) =>
      contentOf(`${tasks}/${task}/${what}`),
    )
    const state = /^State:\s*(.*)$/m.exec(status ?? '')?.[1] ?? '?'
    const which = Number(task) === pid ? ' (main)' : ''
    return `${name}${which}: ${state}, at ${stands || '?'}, call ${call?.split(' ')[0] || '?'}`
  })
  return [...counted(threads)].map(([thread, { length }]) =>
    length === 1 ? thread : `${thread}: ${length} threads`,
  )
}

async function toldByDebugger(pid: number): Promise<readonly string[]> {
  const bt = 'thread apply all -ascending bt 40'
  try {
    const { stdout } = await promisify(execFile)(
      'gdb',
      ['-nx', '-batch', '-p', String(pid), '-ex', 'set width 0', '-ex', bt],
      { timeout: HANG_MS / 3, maxBuffer: 64 * 1024 * 1024 },
    )
    const stacks = stdout.split(/^(?=Thread \d+ \()/m).slice(1)
    const places = placesOfLibraries(pid)
    return [...counted(stacks.map((stack) => framesOf(stack, places)))].flatMap(
      ([frames, threads]) => [
        threads.length === 1 ? `thread ${threads[0]}:` : `threads ${threads.join(', ')}:`,
        ...frames.split('\n').map(indented),
      ],
    )
  } catch {
    // It is not there, or may not look into other processes.
    return []
  }
}

/**
 * Without addresses and arguments, in which threads differ that stand alike. A place in a library
 * without names is told from the library's beginning, which is the same in each process; what the
 * debugger knows nothing of is JavaScript.
 */
function framesOf(stack: string, places: ReadonlyMap<string, bigint>): string {
  const frames = stack
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .map((line) => {
      const [, at, rest = ''] = /^#\d+\s+(?:(0x[0-9a-f]+) in )?(.*)$/.exec(line) ?? []
      const frame = rest.replace(/ \(.*\)(?= |$)/, '')
      const library = /^\?\? from (.*)$/.exec(frame)?.[1]
      if (library === undefined || at === undefined) return frame
      return `${basename(library)} + 0x${(BigInt(at) - (places.get(library) ?? 0n)).toString(16)}`
    })
  return frames.filter((frame, index) => frame !== frames[index - 1]).join('\n')
}

/** Where each file of a process begins in its memory. */
function placesOfLibraries(pid: number): ReadonlyMap<string, bigint> {
  const places = new Map<string, bigint>()
  for (const line of contentOf(`/proc/${pid}/maps`).split('\n')) {
    const [, at, path] = /^([0-9a-f]+)-.* (\/.+)$/.exec(line) ?? []
    // They stand in the order of the memory.
    if (path !== undefined && !places.has(path)) places.set(path, BigInt(`0x${at}`))
  }
  return places
}

function indented(line: string): string {
  return `    ${line}`
}

/** The numbers of those that are alike, from one. */
function counted(all: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const alike = new Map<string, number[]>()
  all.forEach((one, index) => alike.set(one, [...(alike.get(one) ?? []), index + 1]))
  return alike
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}
