import { useEffect, useRef } from 'react'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view'

export interface RepairEditorProps {
  /** What it begins with; later it is its own. */
  readonly start: string
  readonly label: string
  readonly change: (text: string) => void
}

/**
 * An editor with numbers of lines, which shows characters that nobody sees. The tab key leaves it,
 * as it leaves every other field. JSON is coloured as the YAML that it is.
 */
export function RepairEditor({ start, label, change }: RepairEditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const heard = useRef(change)
  heard.current = change
  const begins = useRef({ start, label })

  useEffect(() => {
    if (place.current === null) return
    const view = new EditorView({
      parent: place.current,
      doc: begins.current.start,
      extensions: [
        lineNumbers(),
        history(),
        highlightSpecialChars(),
        yaml(),
        syntaxHighlighting(defaultHighlightStyle),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': begins.current.label, tabindex: '0' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) heard.current(state.doc.toString())
        }),
      ],
    })
    return () => view.destroy()
  }, [])

  return <div ref={place} className="repair-editor" />
}
