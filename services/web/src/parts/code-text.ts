import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'

/** A text with its colours and the numbers of its lines. */
export function codeLook(label: string) {
  return [
    syntaxHighlighting(defaultHighlightStyle),
    lineNumbers(),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
  ]
}

/** A text that somebody writes. The tab key leaves it, as it leaves every other field. */
export function codeWriting(changed: { readonly current: (text: string) => void }) {
  return [
    history(),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) changed.current(state.doc.toString())
    }),
  ]
}
