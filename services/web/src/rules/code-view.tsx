import { useEffect, useRef } from 'react'
import { sql } from '@codemirror/lang-sql'
import { yaml } from '@codemirror/lang-yaml'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { codeLook } from '#/parts/code-text.ts'

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
          codeLook(label),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-readonly': 'true' }),
        ],
      }),
    })
    return () => view.destroy()
  }, [language, label, text])
  return <div className="code-text" ref={place} />
}
