import { BarChart, LineChart, MapChart, ScatterChart, TreemapChart } from 'echarts/charts'
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
} from 'echarts/components'
import { init, registerMap, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

/*
 * The parts of ECharts that are drawn here, in a file of their own that is fetched when there is
 * something to draw.
 */

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GridComponent,
  LabelLayout,
  LegendComponent,
  LineChart,
  MapChart,
  SVGRenderer,
  ScatterChart,
  TitleComponent,
  TooltipComponent,
  TreemapChart,
])

export { init, registerMap }
