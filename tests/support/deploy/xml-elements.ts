export interface XmlElement {
  /** From the root on, divided by `/`. */
  readonly path: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
}

const COMMENT = /<!--[^]*?-->/
const TAG = /<(?<closed>\/)?(?<name>[\w-]+)(?<attributes>(?:\s+\w+="[^"<]*")*)\s*(?<empty>\/)?>/
const TOKEN = new RegExp(`${COMMENT.source}|${TAG.source}|(?<text>[^<]+)`, 'gy')

/** The elements of a small file, in their order. Throws where it is not well-formed. */
export function xmlElements(xml: string): readonly XmlElement[] {
  const open: { name: string; path: string; text: string }[] = []
  const found: { path: string; attributes: Record<string, string>; text: string }[] = []
  let end = 0
  for (const { 0: token, index, groups = {} } of xml.matchAll(TOKEN)) {
    end = index + token.length
    const { closed, name, attributes = '', empty, text } = groups
    if (text !== undefined) {
      const at = found.findLast(({ path }) => path === open.at(-1)?.path)
      if (at !== undefined) at.text = (at.text + text).trim()
      else if (text.trim() !== '') throw new Error(`text outside of the root: ${text.trim()}`)
    } else if (closed !== undefined) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`)
    } else if (name !== undefined) {
      const path = [...open.map((one) => one.name), name].join('/')
      const pairs = [...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [
        key,
        value,
      ])
      found.push({
        path,
        attributes: Object.fromEntries(pairs) as Record<string, string>,
        text: '',
      })
      if (empty === undefined) open.push({ name, path, text: '' })
    }
  }
  if (end !== xml.length) throw new Error(`not well-formed at ${end}: ${xml.slice(end, end + 40)}`)
  if (open.length > 0) throw new Error(`<${open.at(-1)?.name}> is not closed`)
  return found
}
