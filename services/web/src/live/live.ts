import { AlertConnection } from '#/live/alert-connection.ts'
import type { AlertChange, LiveState, LiveWord, TabWord } from '#/live/live-words.ts'

type Listener = (word: LiveWord) => void

const listeners = new Set<Listener>()
let state: LiveState = { is: 'connecting' }
let sayToConnection: ((word: TabWord) => void) | undefined

/** Begins to listen, once a tab. */
export function startLive(): void {
  if (sayToConnection !== undefined) return
  sayToConnection = 'SharedWorker' in window ? byWorker() : byThisTab()
}

/** After a sign-in: whoever it was refused to before may listen now. */
export function listenAgain(): void {
  sayToConnection?.('again')
}

/** Hears of every change. Returns how to stop. */
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
  for (const listener of listeners) listener(word)
}

function byWorker(): (word: TabWord) => void {
  const worker = new SharedWorker(new URL('./live-worker.ts', import.meta.url), {
    type: 'module',
    name: 'jianwei-live',
  })
  worker.port.addEventListener('message', ({ data }: MessageEvent<LiveWord>) => tell(data))
  worker.port.start()
  window.addEventListener('pagehide', () => worker.port.postMessage('bye' satisfies TabWord))
  // A page that the browser had kept and shows again has said goodbye.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) window.location.reload()
  })
  return (word) => worker.port.postMessage(word)
}

/** Browsers of telephones have no shared workers: there only the tab that is seen listens. */
function byThisTab(): (word: TabWord) => void {
  const connection = new AlertConnection(tell)
  const follow = (): void => {
    if (document.visibilityState === 'visible') connection.open()
    else connection.close()
  }
  document.addEventListener('visibilitychange', follow)
  follow()
  return (word) => {
    if (word === 'again') connection.openNow()
  }
}
