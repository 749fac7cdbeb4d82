import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { jsonLinesLogger, type LogLevel } from '#/runtime/logger.ts'

const time = '2026-03-10T01:30:00.000Z' as Instant

function linesOf(level: LogLevel) {
  const lines: unknown[] = []
  const write = (line: string): void => {
    expect(line.indexOf('\n')).toBe(line.length - 1)
    lines.push(JSON.parse(line))
  }
  return { lines, logger: jsonLinesLogger({ level, clock: { now: () => time }, write }) }
}

test('a line is one JSON object with time, level, message and fields', () => {
  const { lines, logger } = linesOf('info')
  logger.info({ position: 7, note: 'two\nlines' }, 'event appended')
  expect(lines).toEqual([
    { time, level: 'info', message: 'event appended', position: 7, note: 'two\nlines' },
  ])
})

test('lines below the level are not written', () => {
  const { lines, logger } = linesOf('warn')
  logger.debug({}, 'a')
  logger.info({}, 'b')
  logger.warn({}, 'c')
  logger.error({}, 'd')
  expect(lines).toMatchObject([{ message: 'c' }, { message: 'd' }])
})

test('a logger made with fields adds them to each line', () => {
  const { lines, logger } = linesOf('info')
  logger.with({ service: 'projector' }).with({ correlation_id: 'c1' }).info({ lag: 2 }, 'behind')
  expect(lines).toEqual([
    { time, level: 'info', message: 'behind', service: 'projector', correlation_id: 'c1', lag: 2 },
  ])
})

test("a line's own field takes the place of the logger's, and no name comes twice", () => {
  const written: string[] = []
  const write = (line: string): void => void written.push(line)
  const options = { level: 'info', clock: { now: () => time }, write } as const
  jsonLinesLogger(options, { part: 'bus' }).info({ part: 'kafkajs' }, 'connected')
  expect(written).toEqual([
    `{"level":"info","time":"${time}","part":"kafkajs","message":"connected"}\n`,
  ])
})

test('what was logged before a crash is not lost', async () => {
  const program = `
    import { jsonLinesLogger } from '${import.meta.resolve('#/runtime/logger.ts')}'
    import { lineOutput } from '${import.meta.resolve('#/runtime/line-output.ts')}'
    const clock = { now: () => '${time}' }
    const logger = jsonLinesLogger({ level: 'info', clock, write: lineOutput(process.stderr) })
    for (let at = 1; at <= 500; at++) logger.info({ at }, 'before the crash')
    process.kill(process.pid, 'SIGKILL')
  `
  const child = spawn('node', ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'close')
  const lines = (await text(child.stderr)).trimEnd().split('\n')
  await ended
  expect(child.signalCode).toBe('SIGKILL')
  expect(lines.map((line) => JSON.parse(line).at)).toEqual(
    Array.from({ length: 500 }, (_, at) => at + 1),
  )
})

test('no field can take the name of the time, the level or the message', () => {
  const { lines, logger } = linesOf('info')
  logger.info({ level: 'error', message: 'forged', time: 'never' }, 'true')
  expect(lines).toEqual([{ time, level: 'info', message: 'true' }])
})

test('errors are written with their code and their cause', () => {
  const { lines, logger } = linesOf('info')
  const error = Object.assign(new Error('no room', { cause: new Error('disk') }), {
    code: 'LOG_UNAVAILABLE',
  })
  logger.error({ error }, 'append failed')
  const written = {
    name: 'Error',
    message: 'no room',
    code: 'LOG_UNAVAILABLE',
    cause: { message: 'disk' },
  }
  expect(lines).toMatchObject([{ error: written }])
})

describe('where an error was thrown', () => {
  const refusal = (): Error =>
    new LogUnavailable('no answer', { cause: new Error('14 UNAVAILABLE: No connection') })
  const missing = (): Error =>
    Object.assign(new Error('listen EADDRINUSE'), { syscall: 'listen', code: 'EADDRINUSE' })

  test('is told of a fault of the program', () => {
    const { lines, logger } = linesOf('info')
    logger.error({ err: new TypeError('a bug') }, 'the process ends')
    expect(lines).toMatchObject([{ err: { stack: expect.stringContaining('logger.test.ts') } }])
  })

  test.each([refusal, missing])('is told of a refusal at debug only: %o', (failure) => {
    const [quiet, talkative] = [linesOf('info'), linesOf('debug')]
    for (const { logger } of [quiet, talkative])
      logger.error({ err: failure(), all: [failure()] }, 'the process ends')
    expect(JSON.stringify(quiet.lines)).not.toContain('"stack"')
    expect(JSON.stringify(quiet.lines)).toContain(failure().message)
    expect(talkative.lines).toMatchObject([{ err: { stack: expect.any(String) } }])
  })

  test('the cause of a refusal is told as shortly as the refusal', () => {
    const { lines, logger } = linesOf('info')
    logger.warn({ err: refusal() }, 'not reachable yet')
    expect(lines).toMatchObject([
      {
        err: {
          name: 'LogUnavailable',
          message: 'the event log is unavailable: no answer',
          code: 'LOG_UNAVAILABLE',
          cause: { name: 'Error', message: '14 UNAVAILABLE: No connection' },
        },
      },
    ])
  })
})

test('fields that cannot be written do not stop the caller', () => {
  const { lines, logger } = linesOf('info')
  const circular: Record<string, unknown> = { size: 3n }
  logger.info({ ...circular }, 'big')
  circular['self'] = circular
  logger.info(circular, 'circle')
  expect(lines).toMatchObject([{ size: '3' }, { message: 'circle', fields_unwritable: true }])
})
