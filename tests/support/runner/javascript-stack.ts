import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { debugPortOf } from './signs-of-life.ts'

/** A thread that runs JavaScript answers at once; one in native code never does. */
const LOOKS = 40
const LOOK_MS = 250

const Targets = z.array(z.object({ webSocketDebuggerUrl: z.string() }))
const Told = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('Debugger.scriptParsed'),
    params: z.object({ scriptId: z.string(), url: z.string() }),
  }),
  z.object({
    method: z.literal('Debugger.paused'),
    params: z.object({
      callFrames: z.array(
        z.object({
          functionName: z.string(),
          location: z.object({ scriptId: z.string(), lineNumber: z.number() }),
        }),
      ),
    }),
  }),
])

/**
 * What a process's main thread runs, from the innermost call on: a debugger stops it even in a loop
 * that never ends. Empty where it runs no JavaScript. The process is left stopped.
 */
export async function javascriptStack(pid: number): Promise<readonly string[]> {
  try {
    // Somebody else is there.
    if ((await debuggerAddress(pid, 1)) !== undefined) return []
    process.kill(pid, 'SIGUSR1')
    const address = await debuggerAddress(pid, LOOKS)
    return address === undefined ? [] : await pausedAt(address)
  } catch {
    // It ended meanwhile, or nobody may debug it.
    return []
  }
}

async function debuggerAddress(pid: number, looks: number): Promise<string | undefined> {
  for (let look = 0; look < looks; look += 1) {
    try {
      const answer = await fetch(`http://127.0.0.1:${debugPortOf(pid)}/json/list`)
      const targets = Targets.parse(await answer.json())
      return targets[0]?.webSocketDebuggerUrl
    } catch {
      await sleep(LOOK_MS)
    }
  }
  return undefined
}

async function pausedAt(address: string): Promise<readonly string[]> {
  const socket = new WebSocket(address)
  try {
    await once(socket, 'open')
    const files = new Map<string, string>()
    const paused = Promise.withResolvers<readonly string[]>()
    socket.addEventListener('message', ({ data }) => {
      const told = Told.safeParse(JSON.parse(String(data))).data
      if (told?.method === 'Debugger.scriptParsed') files.set(told.params.scriptId, told.params.url)
      if (told?.method === 'Debugger.paused')
        paused.resolve(
          told.params.callFrames.map(
            ({ functionName, location: { scriptId, lineNumber } }) =>
              `${functionName || '(anonymous)'} at ${files.get(scriptId)}:${lineNumber + 1}`,
          ),
        )
    })
    for (const [id, method] of ['Debugger.enable', 'Debugger.pause'].entries())
      socket.send(JSON.stringify({ id, method }))
    return await Promise.race([paused.promise, sleep(LOOKS * LOOK_MS, [])])
  } finally {
    socket.close()
  }
}
