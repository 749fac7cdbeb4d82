import { legacyLogicalPropertiesTransformer, StyleProvider } from '@ant-design/cssinjs'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App as Messages, ConfigProvider } from 'antd'
import enGB from 'antd/locale/en_GB'
import zhCN from 'antd/locale/zh_CN'
import { useTranslation } from 'react-i18next'
import { client } from '#/api/client.ts'
import { router } from '#/app/router.tsx'
import { theme } from '#/app/theme.ts'

/** What every page stands in. Styles are written for kernels without `:where` and `inset`. */
export function App() {
  const { i18n } = useTranslation()
  return (
    <StyleProvider hashPriority="high" transformers={[legacyLogicalPropertiesTransformer]}>
      <ConfigProvider
        locale={i18n.language === 'en' ? enGB : zhCN}
        theme={theme}
        button={{ autoInsertSpace: false }}
      >
        <Messages>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </Messages>
      </ConfigProvider>
    </StyleProvider>
  )
}
