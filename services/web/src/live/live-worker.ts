/*
 * Shared by all tabs of a browser, so that ten tabs are one connection: with HTTP/1.1 a browser has
 * six for a server, and the seventh tab would hang. Needs no secure context.
 */
import { AlertConnection } from '#/live/alert-connection.ts'
import type { LiveWord, TabWord } from '#/live/live-words.ts'

const tabs = new Set<MessagePort>()
const connection = new AlertConnection((word) => {
  for (const tab of tabs) tab.postMessage(word)
})

globalThis.addEventListener('connect', (event) => {
  // Of the worker's own scope, of which the types for pages know nothing.
  const [tab] = (event as MessageEvent).ports
  if (tab === undefined) return
  tab.addEventListener('message', ({ data }: MessageEvent<TabWord>) => {
    if (data === 'hello') join(tab)
    else if (data === 'again') connection.openNow()
    else leave(tab)
  })
  tab.start()
})

function join(tab: MessagePort): void {
  tabs.add(tab)
  connection.open()
  tab.postMessage({ kind: 'state', state: connection.state } satisfies LiveWord)
}

function leave(tab: MessagePort): void {
  tabs.delete(tab)
  if (tabs.size === 0) connection.forget()
}
