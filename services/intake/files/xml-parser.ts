import sax from 'sax'
import { DomainError } from '@jianwei/events/errors.ts'

/** The one file that knows sax: XML 1.0 without a document type, so that nothing is expanded. */

export interface XmlTag {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

export interface XmlHandlers {
  /** `begin` is where the tag's `<` stands, in UTF-16 units of the whole text. */
  readonly onOpen: (tag: XmlTag, begin: number) => void
  /** `end` is behind the closing `>`. */
  readonly onClose: (name: string, end: number) => void
  readonly onText: (text: string) => void
}

/** The text is no XML that is read here. The message repeats nothing of it. */
export class XmlUnreadable extends DomainError {
  override readonly name = 'XmlUnreadable'
  readonly code = 'XML_UNREADABLE'
}

export interface XmlParser {
  /** Throws XmlUnreadable. */
  write(text: string): void
  /** Throws XmlUnreadable, also where elements are left open. */
  close(): void
}

export function xmlParser({ onOpen, onClose, onText }: XmlHandlers): XmlParser {
  const parser = sax.parser(true, { position: true })
  let problem: XmlUnreadable | undefined
  const give = (message: string): void => void (problem ??= new XmlUnreadable(message))
  Object.assign(parser, {
    onerror: () => give(`line ${parser.line + 1} is not well-formed XML`),
    ondoctype: () => give('it has a document type (DOCTYPE), which is not read'),
    onopentag: (tag: XmlTag) => onOpen(tag, parser.startTagPosition - 1),
    onclosetag: (name: string) => onClose(name, parser.position),
    ontext: onText,
    oncdata: onText,
  })
  const check = (): void => {
    if (problem !== undefined) throw problem
  }
  return {
    write(text) {
      parser.write(text)
      check()
    },
    close() {
      parser.close()
      check()
    },
  }
}
