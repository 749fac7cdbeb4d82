import { AlertConnection } from '#/live/alert-connection.ts'
import { HeldWords } from '#/live/held-words.ts'
import type { AlertChange, LiveState, LiveWord, TabWord } from '#/live/live-words.ts'

type Listener = (word: LiveWord) => void

const listeners = new Set<Listener>()
const held = new HeldWords()
let state: LiveState = { is: 'connecting' }
let sayToConnection: ((word: TabWord) => void) | undefined

/** Begins to listen, once a tab. */
export function startLive(): void {
  if (sayToConnection !== undefined) return
  document.addEventListener('visibilitychange', () => {
    if (!isSeen()) return
    for (const word of held.release()) pass(word)
  })
  sayToConnection = 'SharedWorker' in window ? byWorker() : byThisTab()
}

/** After a sign-in: whoever it was refused to before may listen now. */
export function listenAgain(): void {
  sayToConnection?.('again')
}

/**
 * Hears of every change; while nobody sees the tab, of how the connection stands, and of the rest
 * when it is seen again. Returns how to stop.
 */
export function onLive(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function onAlertChange(heard: (change: AlertChange) => void): () => void {
  return onLive((word) => {
    if (word.kind === 'change') heard(word.change)
  })
}

export function liveState(): LiveState {
  return state
}

function tell(word: LiveWord): void {
  if (word.kind === 'state') state = word.state
  if (word.kind === 'state' || isSeen()) pass(word)
  else held.hold(word)
}

function pass(word: LiveWord): void {
  for (const listener of listeners) listener(word)
}

function isSeen(): boolean {
  return document.visibilityState === 'visible'
}

function byWorker(): (word: TabWord) => void {
  const worker = new SharedWorker(new URL('./live-worker.ts', import.meta.url), {
    type: 'module',
    name: 'jianwei-live',
  })
  const say = (word: TabWord): void => worker.port.postMessage(word)
  worker.port.addEventListener('message', ({ data }: MessageEvent<LiveWord>) => tell(data))
  worker.port.start()
  say('hello')
  window.addEventListener('pagehide', () => say('bye'))
  // A page that the browser had kept and shows again, with all that was typed, has heard nothing
  // meanwhile.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return
    say('hello')
    tell({ kind: 'reset' })
  })
  return say
}

/** Browsers of telephones have no shared workers: there only the tab that is seen listens. */
function byThisTab(): (word: TabWord) => void {
  const connection = new AlertConnection(tell)
  const follow = (): void => {
    if (isSeen()) connection.open()
    else connection.close()
  }
  document.addEventListener('visibilitychange', follow)
  follow()
  return (word) => {
    if (word === 'again') connection.openNow()
  }
}
