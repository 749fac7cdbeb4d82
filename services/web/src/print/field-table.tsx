import type { ReactNode } from 'react'

/** A name and its value; a wide one has a line for itself. */
export type FieldRow = readonly [name: string, value: ReactNode, width?: 'wide']

/** Names and values in a ruled table, two to a line where they are short. */
export function FieldTable({ rows }: { readonly rows: readonly FieldRow[] }) {
  return (
    <table className="paper-fields">
      <tbody>
        {linesOf(rows).map((line) => (
          <tr key={line[0]?.[0]}>
            {line.map(([name, value]) => (
              <Pair key={name} name={name} value={value} span={line.length === 1 ? 3 : 1} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface PairProps {
  readonly name: string
  readonly value: ReactNode
  readonly span: number
}

function Pair({ name, value, span }: PairProps) {
  return (
    <>
      <th scope="row">{name}</th>
      <td colSpan={span}>{value}</td>
    </>
  )
}

/** The same rows, in lines of two; a wide one, and one before it that is left over, stand alone. */
export function linesOf(rows: readonly FieldRow[]): readonly (readonly FieldRow[])[] {
  return rows.reduce<readonly (readonly FieldRow[])[]>((lines, row) => {
    const last = lines.at(-1)
    const [before] = last ?? []
    const fits = last?.length === 1 && before?.[2] === undefined && row[2] === undefined
    return fits ? [...lines.slice(0, -1), [...last, row]] : [...lines, [row]]
  }, [])
}
