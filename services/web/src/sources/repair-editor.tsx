import { useEffect, useRef } from 'react'
import { yaml } from '@codemirror/lang-yaml'
import { EditorView, highlightSpecialChars } from '@codemirror/view'
import { codeLook, codeWriting } from '#/parts/code-text.ts'

export interface RepairEditorProps {
  /** What it begins with; later it is its own. */
  readonly start: string
  readonly label: string
  readonly change: (text: string) => void
}

/**
 * An editor with numbers of lines, which shows characters that nobody sees. JSON is coloured as the
 * YAML that it is.
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
        yaml(),
        codeLook(begins.current.label),
        codeWriting(heard),
        highlightSpecialChars(),
      ],
    })
    return () => view.destroy()
  }, [])

  return <div ref={place} className="repair-editor" />
}
