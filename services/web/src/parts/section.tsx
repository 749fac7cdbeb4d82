import { createContext, useContext, useId, type ReactNode } from 'react'

type Level = 1 | 2 | 3

export const HeadingLevel = createContext<Level>(1)

/** What stands inside has headings below this level: a panel on a page that has its own h1. */
export function HeadingsBelow({
  level,
  children,
}: {
  readonly level: Level
  readonly children: ReactNode
}) {
  return <HeadingLevel value={level}>{children}</HeadingLevel>
}

export interface SectionProps {
  readonly title: ReactNode
  /** What stands beside the heading. */
  readonly aside?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A part of a page under its heading. */
export function Section({ title, aside, className, children }: SectionProps) {
  const id = useId()
  const level = useContext(HeadingLevel)
  const Heading = level === 1 ? 'h2' : level === 2 ? 'h3' : 'h4'
  return (
    <section className={className} aria-labelledby={id}>
      <div className="section-head">
        <Heading id={id}>{title}</Heading>
        {aside}
      </div>
      {children}
    </section>
  )
}
