import { useEffect, useRef, useState } from 'react'
import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Loading } from '#/parts/loading.tsx'
import '#/parts/chart.css'

export interface Picked {
  readonly series: number
  readonly index: number
}

export interface ChartProps {
  readonly option: EChartsCoreOption
  /** What it shows, in words: it is one picture to whoever does not see it. */
  readonly label: string
  readonly className: string
  /** `svg` where few marks are drawn, each of which can be found on the page. */
  readonly drawnAs?: 'canvas' | 'svg'
  /** Whether patterns tell apart what colours do; not where names and numbers stand on them. */
  readonly hasPatterns?: boolean
  readonly pick?: (picked: Picked) => void
  /** A map that has to be known before it is drawn. */
  readonly shapes?: { readonly name: string; readonly regions: object }
}

/** A drawing, and no more than that: the same data stand in a table beside it. */
export function Chart(props: ChartProps) {
  const { option, label, className, drawnAs = 'canvas', hasPatterns = false, pick, shapes } = props
  const place = useRef<HTMLDivElement>(null)
  const [chart, setChart] = useState<EChartsType>()
  const [failure, setFailure] = useState<unknown>()

  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    let made: EChartsType | undefined
    let isGone = false
    const sized = new ResizeObserver(() => made?.resize())
    const draw = async (): Promise<void> => {
      const { init, registerMap } = await import('#/parts/echarts.ts')
      if (isGone) return
      // It takes GeoJSON, of which its types want more than they read.
      if (shapes !== undefined) registerMap(shapes.name, shapes.regions as never)
      made = init(element, null, { renderer: drawnAs })
      sized.observe(element)
      setChart(made)
    }
    draw().catch(setFailure)
    return () => {
      isGone = true
      sized.disconnect()
      made?.dispose()
      setChart(undefined)
    }
  }, [shapes, drawnAs])

  useEffect(() => {
    chart?.setOption(withCommon(option, hasPatterns), { notMerge: true })
  }, [chart, option, hasPatterns])

  useEffect(() => {
    if (chart === undefined || pick === undefined) return undefined
    const hear = ({ seriesIndex, dataIndex }: { seriesIndex?: number; dataIndex?: number }): void =>
      pick({ series: seriesIndex ?? 0, index: dataIndex ?? 0 })
    chart.on('click', hear)
    return () => {
      if (!chart.isDisposed()) chart.off('click', hear)
    }
  }, [chart, pick])

  if (failure !== undefined) return <FailureNotice failure={failure} />
  return (
    <div className={className}>
      {chart === undefined && <Loading />}
      <div ref={place} role="img" aria-label={label} className="chart-place" />
    </div>
  )
}

/** Drawn at once, in the letters of the page, with nothing that the content policy forbids. */
function withCommon(option: EChartsCoreOption, hasPatterns: boolean): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    ...option,
    aria: { enabled: true, label: { enabled: false }, decal: { show: hasPatterns } },
    tooltip: { renderMode: 'richText', confine: true, ...Object(option['tooltip']) },
  }
}
