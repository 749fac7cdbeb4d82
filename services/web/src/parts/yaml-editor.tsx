import { useEffect, useRef, type Ref } from 'react'
import { yaml } from '@codemirror/lang-yaml'
import { indentUnit } from '@codemirror/language'
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView, highlightActiveLine } from '@codemirror/view'
import { codeLook, codeWriting } from '#/parts/code-text.ts'
import '#/parts/code-text.css'
import { changeOf } from '#/parts/text-change.ts'

/** Something to say about a line. */
export interface LineNote {
  /** From 1; null for the text as a whole. */
  readonly line: number | null
  readonly column: number | null
  readonly message: string
}

export interface YamlEditorProps {
  readonly label: string
  readonly text: string
  readonly notes: readonly LineNote[]
  readonly change: (text: string) => void
  /** How the page moves to a line. */
  readonly goTo: Ref<(line: number) => void>
}

/** A text in YAML that somebody writes, with notes beside its lines. */
export function YamlEditor({ label, text, notes, change, goTo }: YamlEditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const changed = useRef(change)
  useEffect(() => {
    changed.current = change
  })

  useEffect(() => {
    if (place.current === null) return undefined
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({ doc: text, extensions: extensions(label, changed) }),
    })
    view.current = made
    return () => made.destroy()
    // The text that comes later is brought in below, with the cursor where it was.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [label])

  useEffect(() => {
    const here = view.current
    const changes = here === undefined ? undefined : changeOf(here.state.doc.toString(), text)
    if (changes !== undefined) here?.dispatch({ changes })
  }, [text])

  useEffect(() => {
    const here = view.current
    if (here !== undefined)
      here.dispatch(
        setDiagnostics(
          here.state,
          notes.map((note) => diagnosticOf(note, here.state)),
        ),
      )
  }, [notes])

  useEffect(() => {
    const move = (line: number): void => {
      const here = view.current
      if (here === undefined) return
      const { from } = here.state.doc.line(Math.min(line, here.state.doc.lines))
      here.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from) })
      here.focus()
    }
    if (typeof goTo === 'function') goTo(move)
    else if (goTo !== null) goTo.current = move
  }, [goTo])

  return <div className="code-text yaml-editor" ref={place} />
}

function extensions(label: string, changed: { readonly current: (text: string) => void }) {
  return [
    yaml(),
    indentUnit.of('  '),
    codeLook(label),
    codeWriting(changed),
    highlightActiveLine(),
    lintGutter(),
  ]
}

/** From its place to the end of the line; a text may have been shortened since it was checked. */
function diagnosticOf({ line, column, message }: LineNote, { doc }: EditorState): Diagnostic {
  const { from, to } = doc.line(Math.min(line ?? 1, doc.lines))
  return { from: Math.min(from + (column ?? 1) - 1, to), to, severity: 'error', message }
}
