import { useEffect, useRef } from 'react'
import { sql } from '@codemirror/lang-sql'
import { yaml } from '@codemirror/lang-yaml'
import { defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'

const LANGUAGES = { sql, yaml } as const

/** A text with its colours, to read and to copy. */
export function CodeView({
  language,
  label,
  text,
}: {
  readonly language: keyof typeof LANGUAGES
  readonly label: string
  readonly text: string
}) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (place.current === null) return undefined
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          LANGUAGES[language](),
          syntaxHighlighting(defaultHighlightStyle),
          lineNumbers(),
          EditorView.lineWrapping,
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({
            'aria-label': label,
            'aria-readonly': 'true',
            tabindex: '0',
          }),
        ],
      }),
    })
    return () => view.destroy()
  }, [language, label, text])
  return <div className="rules-code" ref={place} />
}
